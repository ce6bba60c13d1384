using Microsoft.Extensions.Diagnostics.HealthChecks;
using Realtime.Gateway.Tests.Support;

namespace Realtime.Gateway.Tests.Transport;

public sealed class WarmupTests
{
    [Fact]
    public async Task Gateway_IsReadyOnceItIsWarm_AndNothingOfItIsLeft()
    {
        var time = new ManualTime();
        await using var host = await SocketHost.StartAsync(settings: new Dictionary<string, string?> { ["Gateway:Sockets:WarmupConnections"] = "5" }, time: time);
        (await host.Get<HealthCheckService>().CheckHealthAsync()).Status.ShouldBe(HealthStatus.Unhealthy);
        await using var early = await host.ConnectAsync();
        await early.ShouldEchoAsync();
        await Wait.UntilAsync(() => host.Hub.SocketCount == 6, "the warm-up's sockets are open");
        time.Advance(TimeSpan.FromSeconds(2));
        await Wait.UntilAsync(() => host.Get<HealthCheckService>().CheckHealthAsync().Result.Status == HealthStatus.Healthy, "ready");
        await Wait.UntilAsync(() => host.Hub.SocketCount == 1, "the warm-up's sockets are gone");
        host.Hub.RoomCount.ShouldBe(0);
    }
}
