using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Realtime.Auth.Tests.Support;
using Realtime.Testing;

namespace Realtime.Auth.Tests.Hardening;

public sealed class LimitTests(AuthFixture fixture) : IClassFixture<AuthFixture>
{
    [Fact]
    public async Task WrongSecrets_LockTheClientOutOnEveryReplica()
    {
        var settings = new Dictionary<string, string> { ["Auth:Limits:FailuresPerMinutePerAddress"] = "0", ["Auth:Limits:LockoutThreshold"] = "5" };
        var server = fixture.Start(settings, await fixture.CreateDatabaseAsync());
        var replica = fixture.StartReplica(server, settings);
        var (dev, attacker) = (OAuthTestClient.Of(server), OAuthTestClient.Of(server, "dev", "wrong"));
        await dev.OwnTokenAsync();

        for (var i = 0; i < 5; i++)
        {
            (await attacker.TokenAsync(("grant_type", "client_credentials"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        using var locked = await dev.TokenAsync(("grant_type", "client_credentials"));
        locked.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        locked.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        await Eventually.Async(async () =>
            (await OAuthTestClient.Of(replica).TokenAsync(("grant_type", "client_credentials"))).StatusCode == HttpStatusCode.Unauthorized);
        server.Logs.Lines.ShouldContain(line => line.Contains("Client dev is locked out until", StringComparison.Ordinal));

        server.Time.Advance(TimeSpan.FromSeconds(31));
        (await dev.OwnTokenAsync()).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Refusals_LookAlikeWhateverTheCause()
    {
        var answers = new List<string>();
        foreach (var (clientId, secret) in new[] { ("dev", "wrong"), ("nobody", "wrong"), ("nobody", "dev-secret") })
        {
            using var response = await OAuthTestClient.Of(fixture.Server, clientId, secret).TokenAsync(("grant_type", "client_credentials"));
            answers.Add($"{response.StatusCode} {response.Headers.WwwAuthenticate} {await response.Content.ReadAsStringAsync()}");
        }

        answers.Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task TooManyFailures_OfOneAddress_Answer429AndLeaveOthersAlone()
    {
        var settings = new Dictionary<string, string> { ["Auth:Limits:FailuresPerMinutePerAddress"] = "6" };
        var server = fixture.Start(settings, await fixture.CreateDatabaseAsync(), time: new AdjustableTime(stands: true));
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 8; i++)
        {
            statuses.Add((await SendAsync(server, "203.0.113.7", $"guess-{i}", "x")).StatusCode);
        }

        statuses.Take(6).ShouldAllBe(status => status == HttpStatusCode.Unauthorized);
        statuses.Skip(6).ShouldAllBe(status => status == HttpStatusCode.TooManyRequests);
        using var refused = await SendAsync(server, "203.0.113.7", "dev", "dev-secret");
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        (await refused.Content.ReadFromJsonAsync<JsonElement>()).Text("error").ShouldBe("temporarily_unavailable");
        (await SendAsync(server, "203.0.113.8", "dev", "dev-secret")).StatusCode.ShouldBe(HttpStatusCode.OK);

        server.Time.Advance(TimeSpan.FromSeconds(11));
        (await SendAsync(server, "203.0.113.7", "dev", "dev-secret")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task TooManyRequests_OfOneClient_Answer429()
    {
        var settings = new Dictionary<string, string> { ["Auth:Limits:RequestsPerMinutePerClient"] = "3" };
        var dev = OAuthTestClient.Of(fixture.Start(settings, await fixture.CreateDatabaseAsync(), time: new AdjustableTime(stands: true)));
        for (var i = 0; i < 3; i++)
        {
            await dev.OwnTokenAsync();
        }

        using var refused = await dev.TokenAsync(("grant_type", "client_credentials"));
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta!.Value.ShouldBe(TimeSpan.FromSeconds(20), "one token in 20 s");
    }

    [Fact]
    public async Task Client_MayHaveALimitOfItsOwn()
    {
        var settings = new Dictionary<string, string> { ["Auth:Limits:RequestsPerMinutePerClient"] = "1000", ["Auth:Clients:dev:RequestsPerMinute"] = "2" };
        var dev = OAuthTestClient.Of(fixture.Start(settings, await fixture.CreateDatabaseAsync()));
        await dev.OwnTokenAsync();
        await dev.OwnTokenAsync();
        using var refused = await dev.TokenAsync(("grant_type", "client_credentials"));
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task TooManyWrongApiKeys_Answer429()
    {
        var settings = new Dictionary<string, string> { ["Auth:Limits:FailuresPerMinutePerAddress"] = "2" };
        var server = fixture.Start(settings, await fixture.CreateDatabaseAsync(), time: new AdjustableTime(stands: true));
        using var http = server.Connect();
        HttpResponseMessage response = null!;
        for (var i = 0; i < 3; i++)
        {
            response = await http.PostAsync("/generate-token?x-api-key=wrong", new StringContent("{}", Encoding.UTF8, "application/json"));
        }

        response.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        response.Headers.RetryAfter.ShouldNotBeNull();
        (await response.Content.ReadFromJsonAsync<JsonElement>()).Text("code").ShouldBe("RateLimitExceeded");
    }

    [Fact]
    public async Task RefusedClient_IsCountedByReason()
    {
        var server = fixture.Start(database: await fixture.CreateDatabaseAsync());
        await OAuthTestClient.Of(server, "dev", "wrong").TokenAsync(("grant_type", "client_credentials"));
        using var http = server.Connect();
        var metrics = await http.GetStringAsync("/metrics");
        metrics.ShouldContain("realtime_auth_refusals_total{");
        metrics.ShouldContain("reason=\"wrong secret\"");
    }

    private static Task<HttpResponseMessage> SendAsync(AuthServer server, string address, string clientId, string secret)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/connect/token") { Content = new FormUrlEncodedContent([new("grant_type", "client_credentials")]) };
        request.Headers.Authorization = OAuthTestClient.Basic(clientId, secret);
        request.Headers.Add("X-Forwarded-For", address);
        return server.Connect().SendAsync(request);
    }
}
