using System.Net;
using Microsoft.EntityFrameworkCore;
using Realtime.Auth.Data;
using Realtime.Auth.Tests.Support;

namespace Realtime.Auth.Tests.Clients;

public sealed class ConfiguredClientTests(AuthFixture fixture) : IClassFixture<AuthFixture>
{
    [Fact]
    public async Task Restart_WithTheSameConfiguration_KeepsTheHashes()
    {
        var database = await fixture.CreateDatabaseAsync();
        var before = await HashesAsync(fixture.Start(database: database));
        var after = await HashesAsync(fixture.Start(database: database));
        after.ShouldBe(before);
        before.ShouldHaveSingleItem().ShouldNotContain("dev-secret");
    }

    [Fact]
    public async Task ChangedConfiguration_AddsReplacesAndRemoves()
    {
        var database = await fixture.CreateDatabaseAsync();
        var first = fixture.Start(App("old-secret", "next-secret"), database);
        await ShouldTakeAsync(first, "old-secret", HttpStatusCode.OK);
        await ShouldTakeAsync(first, "next-secret", HttpStatusCode.OK);

        var second = fixture.Start(App("next-secret"), database);
        await ShouldTakeAsync(second, "next-secret", HttpStatusCode.OK);
        await ShouldTakeAsync(second, "old-secret", HttpStatusCode.Unauthorized);

        var third = fixture.Start(database: database);
        await ShouldTakeAsync(third, "next-secret", HttpStatusCode.Unauthorized);
    }

    private static Dictionary<string, string> App(params string[] secrets)
    {
        var settings = new Dictionary<string, string> { ["Auth:Clients:app:Grants:0"] = "client_credentials", ["Auth:Clients:app:Scopes:0"] = "realtime.connect" };
        for (var i = 0; i < secrets.Length; i++)
        {
            settings[$"Auth:Clients:app:Secrets:{i}"] = secrets[i];
        }

        return settings;
    }

    private static async Task ShouldTakeAsync(AuthServer server, string secret, HttpStatusCode expected)
    {
        using var response = await OAuthTestClient.Of(server, "app", secret).TokenAsync(("grant_type", "client_credentials"));
        response.StatusCode.ShouldBe(expected);
    }

    private static async Task<List<string>> HashesAsync(AuthServer server)
    {
        await using var context = await server.Get<IDbContextFactory<AuthDbContext>>().CreateDbContextAsync();
        return await context.ClientSecrets.Select(secret => secret.Hash).ToListAsync();
    }
}
