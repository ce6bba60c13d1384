using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using Realtime.Edge.Tests.Support;
using Realtime.Testing;

namespace Realtime.Edge.Tests.Startup;

public sealed class StartupTests
{
    [Fact]
    public async Task Wrong_options_end_the_process_with_one_line_for_each()
    {
        var (exitCode, errors) = await EdgeProcess.RunToEndAsync(new()
        {
            ["ConnectionStrings__messaging"] = "amqp://localhost",
            ["Edge__ManagementPort"] = "0",
            ["Edge__TrustedProxies__0"] = "everybody",
            ["Edge__Limits__RequestsPerMinute"] = "-1",
            ["Edge__Https__CertificatePath"] = "/nowhere/cert.pem",
        });

        exitCode.ShouldBe(78);
        var lines = errors.Split('\n').Where(line => line.StartsWith("configuration error: ", StringComparison.Ordinal)).ToArray();
        foreach (var word in new[] { "ManagementPort", "'everybody'", "RequestsPerMinute", "/nowhere/cert.pem" })
        {
            lines.ShouldContain(line => line.Contains(word, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_taken_port_ends_the_process_with_a_clear_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var (exitCode, errors) = await EdgeProcess.RunToEndAsync(new()
        {
            ["ConnectionStrings__messaging"] = "amqp://localhost",
            ["Internal__Key"] = "a-secret-of-32-characters-or-more",
            ["Edge__ManagementPort"] = FreePort.Next().ToString(CultureInfo.InvariantCulture),
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
        });

        exitCode.ShouldBe(78);
        errors.ShouldContain($"127.0.0.1:{port}");
        errors.ShouldContain("configuration error: ");
    }

    [Fact]
    public async Task A_stopping_edge_lets_go_of_its_sockets_in_time()
    {
        await using var gateway = await Backend.StartAsync("gateway");
        var settings = Services.At(("gateway", gateway.Address));
        settings["Edge:Proxy:ShutdownTime"] = "00:00:00.5";
        await Promised.WithinAsync(
            TimeSpan.FromSeconds(3),
            async () =>
            {
                await using var edge = await TestEdge.StartAsync(settings);
                var (socket, _) = await edge.ConnectAsync("/ws/connect");
                using var open = socket;

                var clock = System.Diagnostics.Stopwatch.StartNew();
                await edge.StopAsync();
                var taken = clock.Elapsed;

                await Should.ThrowAsync<WebSocketException>(() => TestEdge.ReceiveAsync(socket));
                await Eventually.Async(() => gateway.Sockets == 0);
                return taken;
            });
    }
}
