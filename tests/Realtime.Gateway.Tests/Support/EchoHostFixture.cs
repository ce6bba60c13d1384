using Realtime.Gateway.Connections;

namespace Realtime.Gateway.Tests.Support;

/// <summary>One listener with one loop for all cases of a class; messages up to 1 MiB.</summary>
public class EchoHostFixture : IAsyncLifetime
{
    public const int MaxMessageBytes = 1024 * 1024;

    internal SocketHost Host { get; private set; } = null!;

    protected virtual Dictionary<string, string?> Settings => new() { ["Gateway:Sockets:Loops"] = "1" };

    public async Task InitializeAsync() => Host = await SocketHost.StartAsync(
        echo => echo.Settings = new EndpointSettings
        {
            MaxMessageBytes = MaxMessageBytes,
            MaxQueuedBytes = 16 * 1024 * 1024,
            CompressionThreshold = 16,
        },
        Settings);

    public async Task DisposeAsync() => await Host.DisposeAsync();
}
