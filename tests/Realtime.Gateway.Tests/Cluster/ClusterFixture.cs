using Realtime.Testing;

namespace Realtime.Gateway.Tests.Cluster;

/// <summary>Two gateways, an authority and a stand-in for OfflineDelivery on a virtual host of their own.</summary>
public class ClusterFixture : IAsyncLifetime
{
    private readonly ServersFixture _servers = new();

    internal string Broker { get; private set; } = "";

    internal TestAuthority Authority { get; private set; } = null!;

    internal TestGateway First { get; private set; } = null!;

    internal TestGateway Second { get; private set; } = null!;

    internal TestDelivery Delivery { get; private set; } = null!;

    /// <summary>Options of both gateways; limits are out of the way unless a test is about them.</summary>
    protected virtual string[] Settings => ["--Gateway:Limits:MessagesPerSecond=0", "--Gateway:Limits:UserMessagesPerSecond=0", "--Gateway:Limits:MaxErrors=0"];

    public async Task InitializeAsync()
    {
        await _servers.InitializeAsync();
        Broker = await _servers.CreateVirtualHostAsync();
        Authority = await TestAuthority.StartAsync();
        First = await TestGateway.StartAsync(Broker, Authority, Settings);
        Second = await TestGateway.StartAsync(Broker, Authority, Settings);
        Delivery = await TestDelivery.StartAsync(Broker);
    }

    public async Task DisposeAsync()
    {
        await Delivery.DisposeAsync();
        await First.DisposeAsync();
        await Second.DisposeAsync();
        await Authority.DisposeAsync();
        await _servers.DisposeAsync();
    }

    internal Task<NativeClient> ConnectAsync(TestGateway gateway, string user, object? cap = null) =>
        NativeClient.WelcomeAsync(gateway.SocketsUrl, Authority.Token(user, cap: cap));
}
