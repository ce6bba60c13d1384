using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Realtime.Auth.Tests.Support;

namespace Realtime.Auth.Tests.Hardening;

/// <summary>Walks every endpoint, well and badly, and then searches all that was logged and traced for what it used.</summary>
public sealed class SecrecyTests(AuthFixture fixture) : IClassFixture<AuthFixture>
{
    private static readonly string[] KnownSecrets =
        ["dev-secret", "dev-user-key", "dev-admin-key", "dev-internal-key", "hunter2-wrong-secret", "wrong-api-key", "secret-in-the-wrong-field"];

    [Fact]
    public async Task NoSecret_IsInAnyTraceLogOrError()
    {
        ConcurrentQueue<string> traces = new();
        using var listener = Listen(traces);
        var server = fixture.Start(new() { ["Logging:LogLevel:Microsoft.EntityFrameworkCore"] = "Trace" }, await fixture.CreateDatabaseAsync());
        List<string> secrets = [.. KnownSecrets];
        List<string> errors = [];

        await WalkOAuthAsync(server.Address, secrets, errors);
        await WalkOpaqueAsync(server.Address, secrets, errors);

        Search(server.Logs.Lines, secrets, "a log");
        Search(traces, secrets, "a trace");
        Search(errors, secrets, "an error");
        server.Logs.Lines.ShouldContain(line => line.Contains("Issued a token by client_credentials to client dev", StringComparison.Ordinal));
        server.Logs.Lines.ShouldContain(line => line.Contains("Refused client dev", StringComparison.Ordinal));
        server.Logs.Lines.ShouldContain(line => line.Contains("Revoked subject user-1", StringComparison.Ordinal));
        traces.ShouldNotBeEmpty();
    }

    /// <summary>The process as it runs in production or at a desk, told to log everything that it and the framework can log.</summary>
    [Theory]
    [InlineData("realtime-json")]
    [InlineData("simple")]
    public async Task NoSecret_IsInTheOutputOfTheProcess(string formatter)
    {
        await using var process = await AuthProcess.StartAsync(await fixture.CreateDatabaseAsync(), fixture.Broker, new()
        {
            ["Logging__LogLevel__Default"] = "Trace",
            ["Logging__LogLevel__Microsoft.AspNetCore"] = "Trace",
            ["Logging__LogLevel__Microsoft.EntityFrameworkCore"] = "Trace",
            ["Logging__Console__FormatterName"] = formatter,
        });
        List<string> secrets = [.. KnownSecrets];
        List<string> errors = [];

        await WalkOAuthAsync(process.Address, secrets, errors);
        await WalkOpaqueAsync(process.Address, secrets, errors);

        var output = await process.KillAsync();
        output.Count.ShouldBeGreaterThan(100);
        output.ShouldContain(line => line.Contains("Request starting", StringComparison.Ordinal));
        Search(output, secrets, "the output");
    }

    private static async Task WalkOAuthAsync(Uri server, List<string> secrets, List<string> errors)
    {
        var dev = OAuthTestClient.Of(server);
        var pair = await dev.ExchangeAsync("user-1", ("scope", "realtime.connect offline_access"));
        var (access, refresh) = (pair.AccessToken(), pair.Text("refresh_token")!);
        secrets.AddRange([access, access.Split('.')[2], refresh, await dev.OwnTokenAsync()]);
        await dev.IsActiveAsync(access);
        await dev.PostAsync("/connect/revocation", ("token", access));
        secrets.Add((await dev.GrantAsync(("grant_type", "refresh_token"), ("refresh_token", refresh))).Text("refresh_token")!);
        errors.Add(await TextAsync(await dev.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", refresh))));
        await dev.PostAsync("/connect/revocation", ("subject", "user-1"));
        errors.Add(await TextAsync(await dev.TokenAsync(("grant_type", OAuthTestClient.ExchangeGrant), ("subject_token", access), ("subject_token_type", OAuthTestClient.AccessTokenType), ("requested_subject", "user-1"))));
        errors.Add(await TextAsync(await OAuthTestClient.Of(server, "dev", "hunter2-wrong-secret").TokenAsync(("grant_type", "client_credentials"))));
        errors.Add(await TextAsync(await OAuthTestClient.Of(server, "secret-in-the-wrong-field", "dev").TokenAsync(("grant_type", "client_credentials"))));

        using var http = new HttpClient { BaseAddress = server };
        http.DefaultRequestHeaders.Authorization = new("Bearer", secrets[^1]);
        errors.Add(await TextAsync(await http.GetAsync("/api/v1/clients?token=" + access)));
        http.DefaultRequestHeaders.Authorization = new("Bearer", await dev.OwnTokenAsync());
        using var created = await http.PostAsJsonAsync("/api/v1/clients", new { client_id = "app", grants = new[] { "client_credentials" }, scopes = new[] { "realtime.connect" } });
        secrets.Add((await created.Content.ReadFromJsonAsync<JsonElement>()).Text("client_secret")!);
        await OAuthTestClient.Of(server, "app", secrets[^1]).OwnTokenAsync();
    }

    private static async Task WalkOpaqueAsync(Uri server, List<string> secrets, List<string> errors)
    {
        using var http = new HttpClient { BaseAddress = server };
        var body = """{"company_id":"c1","agent_id":"a1","user_id":"u1","expires_in_seconds":60}""";
        using var generated = await http.PostAsync("/generate-token?x-api-key=dev-user-key", new StringContent(body, Encoding.UTF8, "application/json"));
        var token = (await generated.Content.ReadFromJsonAsync<JsonElement>()).Text("token")!;
        secrets.Add(token);
        errors.Add(await TextAsync(await http.PostAsync("/generate-token?x-api-key=wrong-api-key", new StringContent(body))));
        errors.Add(await TextAsync(await http.PostAsync("/admin/generate-token?x-api-key=dev-user-key", new StringContent(body))));
        http.DefaultRequestHeaders.Add("X-Internal-Key", "dev-internal-key");
        await http.PostAsJsonAsync("/internal/opaque/validate", new { kind = "user", token, api_key = "dev-user-key" });
        errors.Add(await TextAsync(await http.PostAsJsonAsync("/internal/opaque/validate", new { kind = "admin", token, api_key = "dev-admin-key" })));
    }

    private static void Search(IEnumerable<string> texts, List<string> secrets, string what)
    {
        foreach (var text in texts)
        {
            foreach (var secret in secrets)
            {
                text.Contains(secret, StringComparison.Ordinal).ShouldBeFalse($"{what} holds '{secret}': {text}");
            }
        }
    }

    private static ActivityListener Listen(ConcurrentQueue<string> traces)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => traces.Enqueue($"{activity.DisplayName} {string.Join(' ', activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"))}"),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static async Task<string> TextAsync(HttpResponseMessage response) => $"{response.Headers}{await response.Content.ReadAsStringAsync()}";
}
