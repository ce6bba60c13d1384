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
        var time = new ManualTime();
        await using var host = await StartAsync(seconds: 2, time);
        var clients = await ConnectAsync(host);
        var timers = time.PendingTimers;
        var drain = host.DrainAsync();
        foreach (var client in clients)
        {
            (await client.ReceiveTextAsync()).ShouldBe("draining");
        }

        var closes = clients.Select(async client =>
        {
            (await client.ReceiveCloseAsync())!.CloseCode.ShouldBe(1001);
            await client.SendAsync(ClientFrame.Close(1001));
            await client.ShouldEndAsync();
            await client.DisposeAsync();
        }).ToList();
        for (var quarter = 1; quarter <= 4; quarter++)
        {
            await Wait.UntilAsync(() => time.PendingTimers > timers, "the drain waits");
            time.Advance(TimeSpan.FromMilliseconds(500));
            await Wait.UntilAsync(() => host.Hub.SocketCount <= Sockets - (Sockets * quarter / 4), $"{quarter} quarters are closed, not {host.Hub.SocketCount} left");
            host.Hub.SocketCount.ShouldBe(Sockets - (Sockets * quarter / 4));
        }

        await Task.WhenAll(closes);
        await time.AdvanceUntilAsync(drain, TimeSpan.FromMilliseconds(50));
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

    private static Task<SocketHost> StartAsync(int seconds, ManualTime? time = null) =>
        SocketHost.StartAsync(settings: new Dictionary<string, string?> { ["Gateway:DrainSeconds"] = $"{seconds}" }, time: time);

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
