namespace Realtime.Gateway.Connections;

/// <summary>What a protocol adapter asks of the core for its connections. A connection keeps the settings it was opened with.</summary>
internal sealed record EndpointSettings
{
    public static EndpointSettings Default { get; } = new();

    /// <summary>A larger message closes with 1009, before it is read whole.</summary>
    public int MaxMessageBytes { get; init; } = 64 * 1024;

    /// <summary>Null: the server sends no pings.</summary>
    public TimeSpan? PingInterval { get; init; } = TimeSpan.FromSeconds(54);

    /// <summary>Nothing received for this long closes with <see cref="IdleCloseCode"/>. Null: never.</summary>
    public TimeSpan? IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    public CloseCode IdleCloseCode { get; init; } = CloseCode.HeartbeatMissed;

    /// <summary>How long a peer may take to answer a close frame before the connection is cut.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    public SlowConsumerPolicy SlowConsumer { get; init; } = SlowConsumerPolicy.Disconnect;

    public int MaxQueuedBytes { get; init; } = 1024 * 1024;

    public int MaxQueuedFrames { get; init; } = 1024;

    /// <summary>Accept permessage-deflate when a client offers it.</summary>
    public bool Compression { get; init; } = true;

    /// <summary>Smaller messages go uncompressed.</summary>
    public int CompressionThreshold { get; init; } = 1024;

    /// <summary>Close frame sent on drain.</summary>
    public CloseCode DrainCloseCode { get; init; } = CloseCode.GoingAway;
}
