using System.ComponentModel.DataAnnotations;

namespace Realtime.OfflineDelivery;

/// <summary>What OfflineDelivery keeps and how it works; section <c>Delivery</c>.</summary>
internal sealed class DeliveryOptions
{
    public const string SectionName = "Delivery";

    /// <summary>Entries of the shards' queues that one database round trip takes.</summary>
    [Range(1, 10_000)]
    public int BatchSize { get; set; } = 500;

    /// <summary>How long a batch waits for more while there is load.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:01")]
    public TimeSpan BatchWindow { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Broker messages of one shard that may be unacknowledged at once.</summary>
    [Range(1, 10_000)]
    public int Prefetch { get; set; } = 200;

    /// <summary>How often replicas look who is there to share the shards; one that is not seen for five times as long is gone.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan BalanceInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Messages that wait for one user; the oldest leave.</summary>
    [Range(1, 100_000)]
    public int InboxSize { get; set; } = 1000;

    /// <summary>How long a direct message waits unless it says otherwise.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan TimeToLive { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Longest <c>ttl_seconds</c>; more is cut to it.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan MaxTimeToLive { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Whose acknowledgement takes a direct message out of the inbox.</summary>
    public DoneWhen DoneWhen { get; set; } = DoneWhen.AnyDevice;

    /// <summary>How long a device that does not come back is waited for under <see cref="DoneWhen.EveryDevice"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan DeviceTime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long a message id of a publisher is remembered per target.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan DedupeWindow { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long journeys are kept.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan JourneyTime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Whether journeys are recorded.</summary>
    public bool Journeys { get; set; } = true;

    /// <summary>How long a message may be unacknowledged on a live socket before it is sent again.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan RedeliverAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Deliveries of one message while its user is online; then it waits for the next connect.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 3;

    /// <summary>How long a message must wait before <c>MessageStored</c> tells of it.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan StoredEventDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Unacknowledged messages whose redelivery and events are watched over, per replica.</summary>
    [Range(1000, 10_000_000)]
    public int MaxWatched { get; set; } = 200_000;

    /// <summary>How often expired rows are removed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Rows that one sweep statement removes at most.</summary>
    [Range(1, 100_000)]
    public int SweepLimit { get; set; } = 2000;
}
