using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Realtime.Auth.Tests.Support;
using Realtime.Testing;

namespace Realtime.Auth.Tests.Hardening;

public sealed class OutageTests(AuthFixture fixture) : IClassFixture<AuthFixture>
{
    [Fact]
    public async Task DatabaseDownAtStart_ServesWhenItIsThere()
    {
        var database = new NpgsqlConnectionStringBuilder(await fixture.CreateDatabaseAsync()) { Timeout = 2 };
        using var door = new TcpForwarder(database.Host!, database.Port);
        database.Host = "127.0.0.1";
        database.Port = door.Port;
        var logs = new CapturedLogs();
        var starting = Task.Run(() => fixture.Start(database: database.ConnectionString, logs: logs));
        await Eventually.Async(
            () => starting.IsFaulted || logs.Lines.Any(line => line.Contains("The database cannot be brought up to date yet", StringComparison.Ordinal)),
            TimeSpan.FromSeconds(60));

        starting.IsFaulted.ShouldBeFalse(starting.Exception?.ToString());
        door.Open();

        var server = await starting.WaitAsync(TimeSpan.FromMinutes(2));
        (await OAuthTestClient.Of(server).OwnTokenAsync()).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task WrongDatabasePassword_StopsTheStartAndNamesTheOption()
    {
        var database = new NpgsqlConnectionStringBuilder(await fixture.CreateDatabaseAsync()) { Username = "nobody-known", Password = "not-the-password" };
        var failure = await fixture.StartFailureAsync(database: database.ConnectionString);
        failure.ShouldContain("ConnectionStrings:authdb");
        failure.ShouldNotContain("not-the-password");
    }

    [Fact]
    public async Task DatabaseDown_KeysStayAvailableTheRestSaysSoAndRecovers()
    {
        var database = new NpgsqlConnectionStringBuilder(await fixture.CreateDatabaseAsync()) { Timeout = 2 };
        using var door = new TcpForwarder(database.Host!, database.Port);
        door.Open();
        database.Host = "127.0.0.1";
        database.Port = door.Port;
        var server = fixture.Start(database: database.ConnectionString);
        var dev = OAuthTestClient.Of(server);
        var pair = await dev.ExchangeAsync("user-1", ("scope", "offline_access"));

        door.Shut();

        using var http = server.Connect();
        (await http.GetAsync("/.well-known/jwks.json")).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var refused = await dev.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", pair.Text("refresh_token")!));
        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        refused.Headers.RetryAfter.ShouldNotBeNull();
        (await refused.Content.ReadFromJsonAsync<JsonElement>()).Text("error").ShouldBe("temporarily_unavailable");
        http.DefaultRequestHeaders.Add("X-Internal-Key", "dev-internal-key");
        (await http.GetAsync("/internal/revocations?since=0")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        using var health = await http.GetAsync("/health");
        health.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await health.Content.ReadAsStringAsync()).ShouldContain("authdb");

        door.Open();
        await Eventually.Async(async () => (await http.GetAsync("/health")).IsSuccessStatusCode);
        await Eventually.Async(async () => (await dev.TokenAsync(("grant_type", "client_credentials"))).IsSuccessStatusCode);
    }
}
