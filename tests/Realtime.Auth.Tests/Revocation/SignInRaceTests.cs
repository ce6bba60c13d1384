using Microsoft.EntityFrameworkCore;
using Realtime.Auth.Clients;
using Realtime.Auth.Data;
using Realtime.Auth.Grants;
using Realtime.Auth.Tests.Support;
using Realtime.Testing;

namespace Realtime.Auth.Tests.Revocation;

/// <summary>A sign-in that begins while its client is ended: it ends with the client, or does not begin.</summary>
public sealed class SignInRaceTests(AuthFixture fixture) : IClassFixture<AuthFixture>
{
    private AuthServer Server => fixture.Server;

    private RefreshTokenStore Store => Server.Get<RefreshTokenStore>();

    [Fact]
    public async Task BeginAsync_WhileTheClientIsDeleted_WaitsAndDoesNotBegin()
    {
        var changedAt = await AddClientAsync("race-deleted");
        await using var context = await ContextAsync();
        await using var transaction = await context.Database.BeginTransactionAsync();
        await Server.Get<ClientTokens>().EndWithSignInsAsync(context, "race-deleted", Server.Time.GetUtcNow(), CancellationToken.None);
        await context.Clients.Where(client => client.ClientId == "race-deleted").ExecuteDeleteAsync();

        var begun = Store.BeginAsync(Family("race-deleted"), changedAt, CancellationToken.None);
        await SomebodyWaitsAsync(begun);
        await transaction.CommitAsync();

        (await begun).ShouldBeNull();
        (await LiveAsync("race-deleted")).ShouldBe(0);
    }

    [Fact]
    public async Task EndWithSignInsAsync_WhileASignInBegins_WaitsAndEndsIt()
    {
        await AddClientAsync("race-begun");
        await using var beginning = await ContextAsync();
        await using var begun = await beginning.Database.BeginTransactionAsync();
        await beginning.Database.ExecuteSqlAsync($"SELECT 1 FROM clients WHERE client_id = {"race-begun"} FOR SHARE");
        beginning.RefreshFamilies.Add(Family("race-begun"));
        await beginning.SaveChangesAsync();

        var ended = Task.Run(async () =>
        {
            await using var context = await ContextAsync();
            await using var transaction = await context.Database.BeginTransactionAsync();
            await Server.Get<ClientTokens>().EndWithSignInsAsync(context, "race-begun", Server.Time.GetUtcNow(), CancellationToken.None);
            await transaction.CommitAsync();
        });
        await SomebodyWaitsAsync(ended);
        await begun.CommitAsync();
        await ended;

        (await LiveAsync("race-begun")).ShouldBe(0);
    }

    [Fact]
    public async Task BeginAsync_ForAClientThatWasEndedAndIsThereAgain_NeedsItAsItIsNow()
    {
        var before = await AddClientAsync("race-again");
        await using var context = await ContextAsync();
        await using (var transaction = await context.Database.BeginTransactionAsync())
        {
            var ended = await Server.Get<ClientTokens>().EndWithSignInsAsync(context, "race-again", Server.Time.GetUtcNow(), CancellationToken.None);
            await context.Clients.Where(client => client.ClientId == "race-again").ExecuteUpdateAsync(client => client.SetProperty(row => row.UpdatedAt, ended.ChangedAt));
            await transaction.CommitAsync();
        }

        var now = await context.Clients.Where(client => client.ClientId == "race-again").Select(client => client.UpdatedAt).SingleAsync();
        (await Store.BeginAsync(Family("race-again"), before, CancellationToken.None)).ShouldBeNull();
        (await Store.BeginAsync(Family("race-again"), now, CancellationToken.None)).ShouldNotBeNull();
        (await LiveAsync("race-again")).ShouldBe(1);
    }

    [Fact]
    public async Task BeginAsync_ForADisabledClient_DoesNotBegin()
    {
        var changedAt = await AddClientAsync("race-disabled", enabled: false);

        (await Store.BeginAsync(Family("race-disabled"), changedAt, CancellationToken.None)).ShouldBeNull();
        (await LiveAsync("race-disabled")).ShouldBe(0);
    }

    private Task<AuthDbContext> ContextAsync() => Server.Get<IDbContextFactory<AuthDbContext>>().CreateDbContextAsync();

    private async Task<DateTimeOffset> AddClientAsync(string clientId, bool enabled = true)
    {
        // Long ago, or it would be as new as the end of it.
        var changedAt = Server.Time.GetUtcNow().AddHours(-1);
        await using var context = await ContextAsync();
        context.Clients.Add(new ClientEntity { ClientId = clientId, CreatedAt = changedAt, UpdatedAt = changedAt, Enabled = enabled });
        await context.SaveChangesAsync();
        return changedAt;
    }

    private RefreshFamilyEntity Family(string clientId) => new()
    {
        SessionId = Guid.NewGuid().ToString("N"),
        ClientId = clientId,
        Subject = "ann",
        Scopes = ["offline_access"],
        Roles = [],
        LifetimeSeconds = 60,
        CreatedAt = Server.Time.GetUtcNow(),
        ExpiresAt = Server.Time.GetUtcNow().AddDays(1),
    };

    private async Task<int> LiveAsync(string clientId)
    {
        await using var context = await ContextAsync();
        return await context.RefreshFamilies.CountAsync(family => family.ClientId == clientId && family.RevokedAt == null);
    }

    /// <summary>Until the database holds somebody up, or the task has ended without.</summary>
    private async Task SomebodyWaitsAsync(Task task)
    {
        await using var context = await ContextAsync();
        await Eventually.Async(async () =>
        {
            task.IsCompleted.ShouldBeFalse("nothing held it up");
            return (await context.Database.SqlQuery<int>($"SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").ToListAsync()).Single() > 0;
        });
    }
}
