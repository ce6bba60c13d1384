using System.ComponentModel.DataAnnotations;

namespace Realtime.Gateway.Delivery;

/// <summary>The durable lane at the gateway (<c>Gateway:Delivery</c>).</summary>
internal sealed class DeliveryOptions
{
    public const string SectionName = "Gateway:Delivery";

    /// <summary>How long live messages of a user wait behind the inbox that is being drained.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a subscription waits for the head and the missed messages of a room.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan RecoverTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Bytes that may wait for one connection behind a drain or a recovery; more ends it with 4411.</summary>
    [Range(1024 * 1024, 1024 * 1024 * 1024)]
    public int MaxHeldBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Identities of direct messages that are remembered against second deliveries.</summary>
    [Range(1024, 10_000_000)]
    public int DedupeEntries { get; set; } = 65_536;

    /// <summary>How long acknowledgements are collected.</summary>
    [Range(typeof(TimeSpan), "00:00:00.005", "00:00:10")]
    public TimeSpan AcknowledgeInterval { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Acknowledgements and journey steps that may wait for the broker.</summary>
    [Range(1024, 10_000_000)]
    public int MaxPendingReports { get; set; } = 200_000;

    /// <summary>Whether the steps of durable messages are reported.</summary>
    public bool Journeys { get; set; } = true;
}
