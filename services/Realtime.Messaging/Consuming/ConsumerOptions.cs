using RabbitMQ.Client;

namespace Realtime.Messaging.Consuming;

/// <summary>How a queue is consumed.</summary>
/// <param name="Queue">The queue.</param>
public sealed record ConsumerOptions(string Queue)
{
    /// <summary>Messages that may be unacknowledged at once; without meaning under <see cref="AutoAck"/>.</summary>
    public ushort Prefetch { get; init; } = 256;

    /// <summary>Whether the broker forgets a message as soon as it is sent.</summary>
    public bool AutoAck { get; init; }

    /// <summary>Runs on the consumer's channel before it consumes, at every connect: declare and bind here.</summary>
    public Func<IChannel, CancellationToken, Task>? Prepare { get; init; }
}
