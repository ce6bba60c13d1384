using System.ComponentModel.DataAnnotations;

namespace Realtime.Messaging.Connections;

/// <summary>How a service talks to the broker; section <c>Messaging</c>. The address is <c>ConnectionStrings:messaging</c>.</summary>
public sealed class MessagingOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string SectionName = "Messaging";

    /// <summary>Address of the broker (<c>amqp://user:password@host:port/vhost</c>); taken from <c>ConnectionStrings:messaging</c>.</summary>
    [Required(ErrorMessage = "ConnectionStrings:messaging is missing.")]
    public string ConnectionString { get; set; } = "";

    /// <summary>Shards of the durable lane; the same for all services, and never changed while shard queues hold messages.</summary>
    [Range(1, 256)]
    public int Shards { get; set; } = 4;

    /// <summary>First pause before connecting again; doubles up to <see cref="ReconnectMax"/>, with jitter.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan ReconnectMin { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest pause before connecting again.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan ReconnectMax { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Heartbeat of the connection; a silent broker is given up after two.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a publish waits for the broker's confirm.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan ConfirmTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Publishes that wait for a confirm at once, per publisher.</summary>
    [Range(1, 65536)]
    public int MaxUnconfirmed { get; set; } = 1024;

    /// <summary>Time in which entries are packed into one batch while there is load.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:01")]
    public TimeSpan BatchWindow { get; set; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Bytes after which a batch is sent.</summary>
    [Range(1024, 1 << 20)]
    public int BatchBytes { get; set; } = 64 * 1024;

    /// <summary>Routing keys after which a batch is sent.</summary>
    [Range(1, 400)]
    public int BatchKeys { get; set; } = 128;

    /// <summary>Bytes that may wait in one publisher; more is refused (durable) or dropped (ephemeral).</summary>
    [Range(64 * 1024, 1 << 30)]
    public int MaxBufferedBytes { get; set; } = 16 * 1024 * 1024;
}
