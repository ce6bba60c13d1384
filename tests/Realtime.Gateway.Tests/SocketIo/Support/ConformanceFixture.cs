namespace Realtime.Gateway.Tests.SocketIo.Support;

/// <summary>A gateway with the conformance handlers on and the suites' heartbeat of 300 and 200 ms, on a clock that moves only when a test moves it.</summary>
public sealed class ConformanceFixture : IAsyncLifetime
{
    private readonly SocketIoCluster _cluster = new();

    internal SocketIoHost Host { get; private set; } = null!;

    internal SteppedTime Time => _cluster.Time;

    public async Task InitializeAsync() =>
        Host = await _cluster.StartAsync("gw-1", ("Gateway:SocketIo:Conformance", "true"), ("Gateway:SocketIo:ConnectTimeoutMs", "1000"));

    public Task DisposeAsync() => _cluster.StopAsync();
}
