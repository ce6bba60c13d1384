using Realtime.Gateway.Tests.Cluster;
using Realtime.Testing;

namespace Realtime.Gateway.Tests.Limits;

/// <summary>One gateway with the limits it ships with.</summary>
public sealed class DefaultLimitsFixture : IAsyncLifetime
{
    private readonly ServersFixture _servers = new();
    private string _broker = "";

    internal TestAuthority Authority { get; private set; } = null!;

    internal TestGateway Gateway { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await _servers.InitializeAsync();
        Authority = await TestAuthority.StartAsync();
        _broker = await _servers.CreateVirtualHostAsync();
        Gateway = await StartAnotherAsync("--Gateway:Native:AuthenticationTimeout=00:01:00", "--Gateway:Limits:UserConnections=2");
    }

    internal Task<TestGateway> StartAnotherAsync(params string[] settings) => TestGateway.StartAsync(_broker, Authority, settings);

    public async Task DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Authority.DisposeAsync();
        await _servers.DisposeAsync();
    }
}
