using System.Net;
using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Realtime.Edge.Tests.Support;
using Realtime.Testing;
using Realtime.Testing.Tokens;

namespace Realtime.Edge.Tests.Security;

public sealed class SecurityTests : IAsyncLifetime
{
    private Backend _backend = null!;

    public async Task InitializeAsync() => _backend = await Backend.StartAsync("any");

    public async Task DisposeAsync() => await _backend.DisposeAsync();

    [Theory]
    [InlineData("/health")]
    [InlineData("/api/v1/websocket/stats")]
    [InlineData("/nope")]
    public async Task Every_answer_carries_the_security_headers_once(string path)
    {
        await using var edge = await StartAsync();

        using var response = await edge.Client.GetAsync(path);

        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        response.Headers.GetValues("X-Frame-Options").ShouldBe(["DENY"]);
        response.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
        response.Headers.Contains("Server").ShouldBeFalse();
        response.Headers.Contains("Strict-Transport-Security").ShouldBeFalse();
        response.Headers.GetValues("X-Request-ID").Count().ShouldBe(1);
    }

    [Theory]
    [InlineData("http://app.test", true)]
    [InlineData("http://other.test", true)]
    [InlineData("https://evil.test", false)]
    [InlineData("null", false)]
    public async Task Only_listed_origins_may_call_from_a_browser(string origin, bool allowed)
    {
        await using var edge = await StartAsync(new() { ["ALLOWED_ORIGINS"] = "http://app.test, nonsense", ["Edge:AllowedOrigins:0"] = "http://other.test" });
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/api/v1/websocket/stats")
        {
            Headers = { { "Origin", origin }, { "Access-Control-Request-Method", "GET" }, { "Access-Control-Request-Headers", "authorization" } },
        };
        using var call = new HttpRequestMessage(HttpMethod.Get, "/api/v1/websocket/stats") { Headers = { { "Origin", origin } } };

        using var preflightAnswer = await edge.Client.SendAsync(preflight);
        using var answer = await edge.Client.SendAsync(call);

        foreach (var response in new[] { preflightAnswer, answer })
        {
            response.Headers.TryGetValues("Access-Control-Allow-Origin", out var origins).ShouldBe(allowed);
            (origins ?? []).ShouldBe(allowed ? [origin] : []);
            response.Headers.Contains("Access-Control-Allow-Credentials").ShouldBe(allowed);
        }
    }

    [Fact]
    public async Task In_development_the_usual_front_end_ports_may_call()
    {
        await using var edge = await StartAsync(environment: "Development");
        using var call = new HttpRequestMessage(HttpMethod.Get, "/nope") { Headers = { { "Origin", "http://localhost:5173" } } };

        using var response = await edge.Client.SendAsync(call);

        response.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["http://localhost:5173"]);
    }

    [Fact]
    public async Task Options_on_a_socket_path_is_204()
    {
        await using var edge = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Options, "/ws/connect");

        (await edge.Client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Under_api_only_those_who_are_known_learn_that_nothing_is_there()
    {
        await using var authority = await TestAuthority.StartAsync();
        await using var edge = await StartAsync(new() { ["Authentication:Authority"] = authority.Address.AbsoluteUri });

        var stranger = await edge.Client.GetAsync("/api/nope");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/nope") { Headers = { { "Authorization", $"Bearer {authority.Issue("u1")}" } } };
        var known = await edge.Client.SendAsync(request);

        stranger.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        JsonNode.Parse(await stranger.Content.ReadAsStringAsync())!["error"]!.GetValue<string>().ShouldBe("Unauthorized");
        known.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        JsonNode.Parse(await known.Content.ReadAsStringAsync())!["error"]!.GetValue<string>().ShouldBe("Not found");
    }

    [Fact]
    public async Task A_trusted_proxy_is_believed_about_its_client()
    {
        await using var edge = await StartAsync(new() { ["Edge:TrustedProxies:0"] = "127.0.0.0/8" });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/websocket/stats") { Headers = { { "X-Forwarded-For", "9.9.9.9, 1.2.3.4" }, { "X-Forwarded-Proto", "https" } } };

        using var response = await edge.Client.SendAsync(request);

        var seen = _backend.Seen["/api/v1/websocket/stats"];
        seen["X-Forwarded-For"].ToString().ShouldBe("1.2.3.4");
        seen["X-Forwarded-Proto"].ToString().ShouldBe("https");
        response.Headers.Contains("Strict-Transport-Security").ShouldBeTrue();
    }

    [Fact]
    public async Task With_a_certificate_the_edge_speaks_tls_and_wss()
    {
        var folder = Directory.CreateTempSubdirectory("edge-tls");
        var certificate = CreateCertificate(folder.FullName);
        var port = FreePort.Next();
        await using var edge = await StartAsync(new()
        {
            ["Edge:Https:CertificatePath"] = Path.Combine(folder.FullName, "cert.pem"),
            ["Edge:Https:KeyPath"] = Path.Combine(folder.FullName, "key.pem"),
            ["Edge:Https:Port"] = $"{port}",
            ["Edge:Https:Address"] = "127.0.0.1",
        });
        bool IsOurs(X509Certificate? presented) => presented?.GetCertHashString() == certificate.GetCertHashString();
        using var client = new HttpClient(new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, presented, _, _) => IsOurs(presented) } });

        using var response = await client.GetAsync($"https://127.0.0.1:{port}/health");
        using var socket = new ClientWebSocket();
        socket.Options.RemoteCertificateValidationCallback = (_, presented, _, _) => IsOurs(presented);
        await socket.ConnectAsync(new Uri($"wss://127.0.0.1:{port}/ws/connect"), CancellationToken.None);

        response.Headers.GetValues("Strict-Transport-Security").Single().ShouldStartWith("max-age=31536000");
        (await TestEdge.ReceiveAsync(socket)).ShouldBe("any /ws/connect");
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Metrics_are_on_the_management_port_only_whatever_the_host_header_says()
    {
        await using var edge = await StartAsync();

        await edge.Client.GetAsync("/health");
        (await edge.Management.GetStringAsync("/metrics")).ShouldContain("# TYPE realtime_edge_connections gauge");
        (await edge.Management.GetStringAsync("/alive")).ShouldContain("ok");
        (await edge.Management.GetAsync("/api/v1/websocket/stats")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var spoofed = await RawHttp.SendAsync(edge.Port, $"GET /metrics HTTP/1.1\r\nHost: {edge.Management.BaseAddress!.Authority}\r\nConnection: close\r\n\r\n");
        spoofed.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private Task<TestEdge> StartAsync(Dictionary<string, string?>? settings = null, string environment = "Production")
    {
        var all = Services.At(("gateway", _backend.Address));
        foreach (var (key, value) in settings ?? [])
        {
            all[key] = value;
        }

        return TestEdge.StartAsync(all, environment);
    }

    private static X509Certificate2 CreateCertificate(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(Path.Combine(folder, "cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        return certificate;
    }
}
