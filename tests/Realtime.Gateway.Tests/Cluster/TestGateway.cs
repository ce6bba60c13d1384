using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Realtime.Gateway.Backplane;
using Realtime.Gateway.Hub;
using Realtime.Gateway.Transport;
using Realtime.Messaging.Connections;
using Realtime.Testing;

namespace Realtime.Gateway.Tests.Cluster;

/// <summary>A whole gateway in the test process, on real sockets and the real broker.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestGateway(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    public string SocketsUrl => "http://127.0.0.1:" + Get<SocketListener>().Endpoint!.Port;

    public string Id => Get<GatewayNode>().Id;

    public ConnectionHub Hub => Get<ConnectionHub>();

    public static async Task<TestGateway> StartAsync(string broker, TestAuthority authority, params string[] settings)
    {
        string[] basics =
        [
            "--environment=Development",
            "--urls=http://127.0.0.1:0",
            "--Gateway:Sockets:Port=0",
            "--Gateway:DrainSeconds=0",
            "--Gateway:Sockets:WarmupConnections=0",
            "--ConnectionStrings:messaging=" + broker,
            "--Authentication:Authority=" + authority.Url,
            "--services:auth:http:0=" + authority.Url,
            "--Logging:LogLevel:Default=Warning",
            "--Messaging:ConfirmTimeout=00:00:30",
            "--Gateway:PeerTimeout=00:01:00",
            "--Gateway:Backplane:BindTimeout=00:01:00",
            "--Gateway:Delivery:DrainTimeout=00:01:00",
            "--Gateway:Delivery:RecoverTimeout=00:01:00",
        ];
        var gateway = new TestGateway(GatewayApplication.Create([.. basics, .. settings]));
        await gateway._app.StartAsync();
        await Eventually.Async(() => gateway.Get<BrokerConnection>().IsConnected && gateway.Get<Bindings>().IsAttached, because: "the gateway is not on the broker");
        return gateway;
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
    }
}
