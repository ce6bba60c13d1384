namespace Realtime.Messaging.Consuming;

/// <summary>How messages are taken together.</summary>
public sealed record BatchConsumerOptions
{
    /// <summary>Weight (entries) at which a batch is complete.</summary>
    public int MaxWeight { get; init; } = 500;

    /// <summary>How long a batch waits for more while there is load; when idle a message is handled at once.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>First pause before a failed batch is tried again; doubles up to <see cref="RetryMax"/>.</summary>
    public TimeSpan RetryMin { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest pause between tries.</summary>
    public TimeSpan RetryMax { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Weight of a message; by default each counts one.</summary>
    public Func<ReadOnlyMemory<byte>, int> Weigh { get; init; } = static _ => 1;
}
