using RabbitMQ.Client;

namespace Realtime.Messaging.Consuming;

/// <summary>A message as the broker delivered it. <see cref="Body"/> and <see cref="Properties"/> are valid only until the handler returns.</summary>
public readonly struct Delivery
{
    /// <summary>Channel on which it came; acknowledgements go there.</summary>
    public required IChannel Channel { get; init; }

    /// <summary>Tag on that channel.</summary>
    public required ulong Tag { get; init; }

    /// <summary>Whether the broker delivered it before.</summary>
    public required bool Redelivered { get; init; }

    /// <summary>Key with which it was published.</summary>
    public required string RoutingKey { get; init; }

    /// <summary>Properties.</summary>
    public required IReadOnlyBasicProperties Properties { get; init; }

    /// <summary>Content.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }
}
