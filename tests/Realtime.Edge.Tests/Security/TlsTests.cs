using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Realtime.Edge.Configuration;
using Realtime.Edge.Security;
using Realtime.Edge.Tests.Support;
using Realtime.Testing;

namespace Realtime.Edge.Tests.Security;

public sealed class TlsTests : IAsyncLifetime, IDisposable
{
    private readonly TestCertificates _certificates = new();
    private readonly int _port = FreePort.Next();
    private Backend _backend = null!;
    private TestEdge _edge = null!;

    public async Task InitializeAsync()
    {
        _backend = await Backend.StartAsync("any");
        var settings = Services.At(("gateway", _backend.Address));
        settings["Edge:Https:CertificatePath"] = _certificates.CertificatePath;
        settings["Edge:Https:KeyPath"] = _certificates.KeyPath;
        settings["Edge:Https:Port"] = $"{_port}";
        settings["Edge:Https:Address"] = "localhost";
        settings["Edge:Https:ReloadInterval"] = "00:00:00";
        settings["Edge:SocketOrigins"] = "Allowed";
        _edge = await TestEdge.StartAsync(settings);
    }

    public async Task DisposeAsync()
    {
        await _edge.DisposeAsync();
        await _backend.DisposeAsync();
    }

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public async Task Https_and_wss_are_served_with_the_whole_chain_and_hsts()
    {
        using var client = new HttpClient(new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, presented, chain, errors) => _certificates.IsTrusted(presented, chain, errors) } });
        using var response = await client.GetAsync($"https://localhost:{_port}/health");
        response.Headers.GetValues("Strict-Transport-Security").ShouldBe(["max-age=31536000; includeSubDomains"]);

        using var socket = new ClientWebSocket();
        socket.Options.RemoteCertificateValidationCallback = (_, presented, chain, errors) => _certificates.IsTrusted(presented, chain, errors);
        await socket.ConnectAsync(new Uri($"wss://localhost:{_port}/ws/connect"), CancellationToken.None);
        (await TestEdge.ReceiveAsync(socket)).ShouldBe("any /ws/connect");

        // Services learn that it was TLS; plain HTTP beside it says nothing of HSTS.
        _backend.Seen["/ws/connect"]["X-Forwarded-Proto"].ToString().ShouldBe("https");
        (await _edge.Client.GetAsync("/health")).Headers.Contains("Strict-Transport-Security").ShouldBeFalse();
    }

    [Fact]
    public async Task A_renewed_certificate_is_used_without_a_restart_and_a_broken_one_is_not()
    {
        var before = _certificates.Serial;
        (await SerialAsync()).ShouldBe(before);
        await File.WriteAllTextAsync(_certificates.CertificatePath, "no certificate");
        (await SerialAsync()).ShouldBe(before);

        _certificates.Renew();

        await Eventually.Async(async () => await SerialAsync() == _certificates.Serial, TimeSpan.FromSeconds(60), "the renewed certificate is not used");
        _certificates.Serial.ShouldNotBe(before);
    }

    [Fact]
    public void A_certificate_is_renewed_by_the_swap_of_a_link_above_it()
    {
        var folder = Directory.CreateTempSubdirectory("edge-volume-");
        try
        {
            // As a secret volume of Kubernetes: the files are links through ..data, and a renewal points that elsewhere.
            var data = Path.Combine(folder.FullName, "..data");
            CopyTo(Path.Combine(folder.FullName, "..1"));
            Directory.CreateSymbolicLink(data, "..1");
            File.CreateSymbolicLink(Path.Combine(folder.FullName, "tls.crt"), "..data/tls.crt");
            File.CreateSymbolicLink(Path.Combine(folder.FullName, "tls.key"), "..data/tls.key");
            var options = new EdgeHttpsOptions { CertificatePath = Path.Combine(folder.FullName, "tls.crt"), KeyPath = Path.Combine(folder.FullName, "tls.key"), ReloadInterval = TimeSpan.Zero };
            var certificate = new EdgeCertificate(Options.Create(options), TimeProvider.System, NullLogger<EdgeCertificate>.Instance);
            certificate.Current.TargetCertificate.SerialNumber.ShouldBe(_certificates.Serial);

            // A moment in which nothing is there does no harm.
            Directory.Delete(data);
            var before = _certificates.Serial;
            certificate.Current.TargetCertificate.SerialNumber.ShouldBe(before);

            _certificates.Renew();
            CopyTo(Path.Combine(folder.FullName, "..2"));
            Directory.CreateSymbolicLink(data, "..2");
            certificate.Current.TargetCertificate.SerialNumber.ShouldBe(_certificates.Serial);
            _certificates.Serial.ShouldNotBe(before);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task No_socket_is_opened_over_http_2()
    {
        using var client = new HttpMessageInvoker(new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, presented, chain, errors) => _certificates.IsTrusted(presented, chain, errors) } });
        using var socket = new ClientWebSocket();
        socket.Options.HttpVersion = HttpVersion.Version20;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        socket.Options.SetRequestHeader("Origin", "https://evil.test");

        await Should.ThrowAsync<WebSocketException>(() => socket.ConnectAsync(new Uri($"wss://localhost:{_port}/ws/connect"), client, CancellationToken.None));

        _backend.Seen.ContainsKey("/ws/connect").ShouldBeFalse();
    }

    [Fact]
    public async Task Nothing_below_tls_12_is_spoken()
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("localhost", _port);
        await using var tls = new SslStream(tcp.GetStream(), false, (_, presented, chain, errors) => _certificates.IsTrusted(presented, chain, errors));
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" });
        tls.SslProtocol.ShouldBeOneOf(SslProtocols.Tls12, SslProtocols.Tls13);

        // A ClientHello of TLS 1.0 that offers no newer version.
        using var old = new TcpClient();
        await old.ConnectAsync("localhost", _port);
        await old.GetStream().WriteAsync(ClientHello(0x01));
        var answer = new byte[1];
        // An alert (21) or the end, never a handshake record (22).
        (await ReadOneAsync(old, answer) == 0 || answer[0] == 21).ShouldBeTrue();
    }

    private static async Task<int> ReadOneAsync(TcpClient client, byte[] answer)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            return await client.GetStream().ReadAsync(answer, deadline.Token);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static byte[] ClientHello(byte minor)
    {
        byte[] hello = [3, minor, .. new byte[32], 0, 0, 4, 0xC0, 0x09, 0xC0, 0x0A, 1, 0, 0, 14, 0, 10, 0, 4, 0, 2, 0, 23, 0, 11, 0, 2, 1, 0];
        byte[] handshake = [1, 0, (byte)(hello.Length >> 8), (byte)hello.Length, .. hello];
        return [22, 3, 1, (byte)(handshake.Length >> 8), (byte)handshake.Length, .. handshake];
    }

    private void CopyTo(string folder)
    {
        Directory.CreateDirectory(folder);
        File.Copy(_certificates.CertificatePath, Path.Combine(folder, "tls.crt"));
        File.Copy(_certificates.KeyPath, Path.Combine(folder, "tls.key"));
    }

    private async Task<string> SerialAsync()
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("localhost", _port);
        await using var tls = new SslStream(tcp.GetStream(), false, (_, presented, chain, errors) => _certificates.IsTrusted(presented, chain, errors));
        await tls.AuthenticateAsClientAsync("localhost");
        return ((X509Certificate2)tls.RemoteCertificate!).SerialNumber;
    }
}
