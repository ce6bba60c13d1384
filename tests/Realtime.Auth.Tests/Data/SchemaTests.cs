using Microsoft.EntityFrameworkCore;
using Realtime.Auth.Data;
using Realtime.Auth.Tests.Support;

namespace Realtime.Auth.Tests.Data;

public sealed class SchemaTests(AuthFixture fixture) : IClassFixture<AuthFixture>
{
    [Fact]
    public async Task Snapshot_IsTheModel()
    {
        await using var context = await fixture.Server.Get<IDbContextFactory<AuthDbContext>>().CreateDbContextAsync();
        context.Database.HasPendingModelChanges().ShouldBeFalse();
    }

    [Fact]
    public async Task MigratedTables_HaveTheColumnsAndIndexesOfTheModel()
    {
        await using var context = await fixture.Server.Get<IDbContextFactory<AuthDbContext>>().CreateDbContextAsync();
        var model = context.Model.GetRelationalModel();
        var columns = await context.Database
            .SqlQuery<string>($"SELECT table_name || '.' || column_name || ':' || is_nullable AS \"Value\" FROM information_schema.columns WHERE table_schema = 'public'")
            .ToListAsync();
        columns.Where(column => !column.StartsWith("__", StringComparison.Ordinal)).ShouldBe(
            model.Tables.SelectMany(table => table.Columns.Select(column => $"{table.Name}.{column.Name}:{(column.IsNullable ? "YES" : "NO")}")),
            ignoreOrder: true);

        var indexes = await context.Database.SqlQuery<string>($"SELECT indexname AS \"Value\" FROM pg_indexes WHERE schemaname = 'public'").ToListAsync();
        indexes.Where(index => !index.Contains("__", StringComparison.Ordinal)).ShouldBe(
            model.Tables.SelectMany(table => table.Indexes.Select(index => index.Name).Append(table.PrimaryKey!.Name)),
            ignoreOrder: true);
    }

    [Fact]
    public async Task Sweep_DeletesWhatHasExpiredAndNothingElse()
    {
        var time = new AdjustableTime();
        var settings = new Dictionary<string, string> { ["Auth:RefreshTokenLifetime"] = "01:00:00", ["Auth:RefreshFamilyLifetime"] = "02:00:00" };
        var server = fixture.Start(settings, await fixture.CreateDatabaseAsync(), time: time);
        var dev = OAuthTestClient.Of(server);
        await dev.ExchangeAsync("user-1", ("scope", "offline_access"));
        (await dev.PostAsync("/connect/revocation", ("token", await dev.OwnTokenAsync()))).EnsureSuccessStatusCode();
        (await dev.PostAsync("/connect/revocation", ("subject", "user-9"))).EnsureSuccessStatusCode();

        time.Advance(TimeSpan.FromHours(3));
        await server.Get<IEnumerable<Microsoft.Extensions.Hosting.IHostedService>>().OfType<ExpiredRowsSweeper>().Single().SweepAsync(CancellationToken.None);

        await using var context = await server.Get<IDbContextFactory<AuthDbContext>>().CreateDbContextAsync();
        (await context.RefreshFamilies.CountAsync()).ShouldBe(0);
        (await context.RefreshTokens.CountAsync()).ShouldBe(0);
        (await context.Revocations.Select(row => row.Value).ToListAsync()).ShouldBe(["user-9"]);
        (await context.Clients.CountAsync()).ShouldBe(1);
    }
}
