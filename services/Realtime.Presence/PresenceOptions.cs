using System.ComponentModel.DataAnnotations;

namespace Realtime.Presence;

/// <summary>Section <c>Presence</c>.</summary>
public sealed class PresenceOptions
{
    public const string SectionName = "Presence";

    /// <summary>How long a gateway may be silent before its connections end.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a user without a socket still counts as online.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan OfflineGrace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often leases and graces are looked at.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:10")]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How often a probe goes through the queue of deltas, to know whether it flows.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:10")]
    public TimeSpan ProbeInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Silence of the probes after which leases start again: the way was closed, not the gateways dead.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:01:00")]
    public TimeSpan ProbeGap { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Pause before a snapshot that did not come is asked for again.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan SnapshotRetry { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Deliveries that may wait here unacknowledged; those that wait are applied together.</summary>
    [Range(1, 10_000)]
    public int Prefetch { get; set; } = 256;

    /// <summary>Changes that go to the database in one call, about; the rest waits for the next.</summary>
    [Range(1, 1_000_000)]
    public int MaxChangesPerCall { get; set; } = 20_000;

    /// <summary>Changes of one room in one tick that are told singly; more become one summary.</summary>
    [Range(1, 10_000)]
    public int MaxRoomChangesPerTick { get; set; } = 100;

    /// <summary>Frames that the single changes of one room may cost in one tick (changes times members); more become one summary.</summary>
    [Range(1, 100_000_000)]
    public int MaxRoomFramesPerTick { get; set; } = 50_000;

    /// <summary>Least time between two ticks that tell members of joins and leaves; a change in quiet times is told at once.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan MembersTick { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long the tombstone of a dead gateway fences its late batches.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan TombstoneRetention { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long it is remembered when an offline user was last seen.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan LastSeenRetention { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How often old tombstones, users, sessions and positions are removed.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan RetentionInterval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How often waiting events are looked for when nobody in this process announced any.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan OutboxPoll { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Events that are published and removed together.</summary>
    [Range(1, 10_000)]
    public int OutboxChunk { get; set; } = 1_000;

    /// <summary>Users whose events are published at the same time; those of one user go one after the other.</summary>
    [Range(1, 256)]
    public int OutboxLanes { get; set; } = 32;

    /// <summary>How long publishing a chunk may take before it is given back to be tried again.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:05:00")]
    public TimeSpan OutboxTimeout { get; set; } = TimeSpan.FromSeconds(20);
}
