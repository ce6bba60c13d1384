using System.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Tests.Support;

namespace Realtime.Gateway.Tests.Connections;

public sealed class DrainTests
{
    private const int Sockets = 40;

    [Fact]
    public async Task Drain_TellsAllAtOnce_ThenCloses1001EvenlyOverTheTime()
    {
        await using var host = await StartAsync(seconds: 2);
        var clients = await ConnectAsync(host);
        var watch = Stopwatch.StartNew();
        var drain = host.DrainAsync();
        var closed = await Task.WhenAll(clients.Select(async client =>
        {
            (await client.ReceiveTextAsync()).ShouldBe("draining");
            watch.ElapsedMilliseconds.ShouldBeLessThan(1000);
            (await client.ReceiveCloseAsync())!.CloseCode.ShouldBe(1001);
            var at = watch.Elapsed.TotalSeconds;
            await client.SendAsync(ClientFrame.Close(1001));
            await client.ShouldEndAsync();
            return at;
        }));
        await drain;
        closed.Count(at => at < 1).ShouldBeInRange(Sockets / 4, Sockets * 3 / 4);
        host.Hub.SocketCount.ShouldBe(0);
        host.Echo.Closed.ShouldAllBe(entry => entry.Close.Code == CloseCode.GoingAway);
    }

    [Fact]
    public async Task Drain_OnceBegun_IsNotReadyAndTakesNoUpgrades()
    {
        await using var host = await StartAsync(seconds: 1);
        await using var last = await host.ConnectAsync();
        var drain = host.DrainAsync();
        await Wait.UntilAsync(() => host.Get<DrainState>().IsDraining, "draining");
        (await host.Get<HealthCheckService>().CheckHealthAsync()).Status.ShouldBe(HealthStatus.Unhealthy);
        foreach (var port in new[] { host.Port, host.HttpPort })
        {
            await using var late = await RawSocketClient.OpenAsync(port);
            await late.SendAsync(RawSocketClient.Request("/echo"));
            await late.ReadHeadAsync();
            late.Status.ShouldBe(503);
        }

        await drain;
    }

    [Fact]
    public async Task DrainRequest_WithTheInternalKey_DrainsAndStopsTheHost()
    {
        await using var host = await StartAsync(seconds: 0);
        await using var client = await host.ConnectAsync();
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{host.HttpPort}") };
        (await http.PostAsync("/internal/drain", null)).StatusCode.ShouldBe(System.Net.HttpStatusCode.Unauthorized);
        host.Get<DrainState>().IsDraining.ShouldBeFalse();
        http.DefaultRequestHeaders.Add("X-Internal-Key", "dev-internal-key");
        (await http.PostAsync("/internal/drain", null)).StatusCode.ShouldBe(System.Net.HttpStatusCode.Accepted);
        (await client.ReceiveCloseAsync())!.CloseCode.ShouldBe(1001);
        await Wait.UntilAsync(() => host.Get<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested, "the host stops");
    }

    [Fact]
    public async Task HostStop_DrainsFirst()
    {
        await using var host = await StartAsync(seconds: 1);
        await using var client = await host.ConnectAsync();
        var stop = host.StopAsync();
        (await client.ReceiveTextAsync()).ShouldBe("draining");
        (await client.ReceiveCloseAsync())!.CloseCode.ShouldBe(1001);
        await stop;
    }

    private static Task<SocketHost> StartAsync(int seconds) =>
        SocketHost.StartAsync(settings: new Dictionary<string, string?> { ["Gateway:DrainSeconds"] = $"{seconds}" });

    private static async Task<List<RawSocketClient>> ConnectAsync(SocketHost host)
    {
        var clients = new List<RawSocketClient>();
        for (var i = 0; i < Sockets; i++)
        {
            clients.Add(await host.ConnectAsync());
        }

        return clients;
    }
}
