namespace Realtime.Gateway.Tests.SocketIo.Support;

/// <summary>Gateways with the conformance handlers on: one with the suites' heartbeat of 300 and 200 ms, and calm ones, so that a busy machine ends no session of the other cases.</summary>
public sealed class ConformanceFixture : IAsyncLifetime
{
    private readonly SocketIoCluster _cluster = new();

    internal SocketIoHost Host { get; private set; } = null!;

    /// <summary>Pings once a minute.</summary>
    internal SocketIoHost Calm { get; private set; } = null!;

    /// <summary>Pings, and is patient with the answers.</summary>
    internal SocketIoHost Patient { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Host = await _cluster.StartAsync("gw-1", ("Gateway:SocketIo:Conformance", "true"));
        Calm = await _cluster.StartAsync("gw-2", ("Gateway:SocketIo:Conformance", "true"), ("Gateway:SocketIo:PingIntervalMs", "60000"));
        Patient = await _cluster.StartAsync(
            "gw-3",
            ("Gateway:SocketIo:Conformance", "true"),
            ("Gateway:SocketIo:PingTimeoutMs", "60000"),
            ("Gateway:SocketIo:ConnectTimeoutMs", "3000"));
    }

    public Task DisposeAsync() => _cluster.StopAsync();
}
