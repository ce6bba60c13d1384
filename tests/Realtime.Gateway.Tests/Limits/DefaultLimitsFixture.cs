using Realtime.Gateway.Tests.Cluster;
using Realtime.Testing;

namespace Realtime.Gateway.Tests.Limits;

/// <summary>One gateway with the limits it ships with, but shorter times.</summary>
public sealed class DefaultLimitsFixture : IAsyncLifetime
{
    private readonly ServersFixture _servers = new();

    internal TestAuthority Authority { get; private set; } = null!;

    internal TestGateway Gateway { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await _servers.InitializeAsync();
        Authority = await TestAuthority.StartAsync();
        Gateway = await TestGateway.StartAsync(
            await _servers.CreateVirtualHostAsync(), Authority, "--Gateway:Native:AuthenticationTimeout=00:00:03", "--Gateway:Limits:UserConnections=2");
    }

    public async Task DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Authority.DisposeAsync();
        await _servers.DisposeAsync();
    }
}
