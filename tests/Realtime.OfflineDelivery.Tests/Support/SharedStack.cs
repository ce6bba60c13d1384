using Realtime.Testing;

namespace Realtime.OfflineDelivery.Tests.Support;

/// <summary>One service for tests that leave no traces in each other's way.</summary>
public sealed class SharedStack : IAsyncLifetime
{
    private readonly ServersFixture _servers = new();
    private DeliveryStack? _stack;

    internal DeliveryStack Stack => _stack ?? throw new InvalidOperationException("The stack is not started.");

    public async Task InitializeAsync()
    {
        await _servers.InitializeAsync();
        _stack = await DeliveryStack.StartAsync(_servers);
    }

    public async Task DisposeAsync()
    {
        await Stack.DisposeAsync();
        await _servers.DisposeAsync();
    }
}
