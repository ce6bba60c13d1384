using Realtime.Testing;

namespace Realtime.Presence.Tests.Support;

/// <summary>One replica with the defaults, for the tests of a class that do not get in each other's way.</summary>
public sealed class StackFixture : IAsyncLifetime
{
    private readonly ServersFixture _servers = new();
    private PresenceStack? _stack;

    internal PresenceStack Stack => _stack ?? throw new InvalidOperationException("The fixture is not initialized.");

    public async Task InitializeAsync()
    {
        await _servers.InitializeAsync();
        _stack = await PresenceStack.StartAsync(_servers);
    }

    public async Task DisposeAsync()
    {
        await Stack.DisposeAsync();
        await _servers.DisposeAsync();
    }
}
