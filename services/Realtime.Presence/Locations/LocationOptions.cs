using System.ComponentModel.DataAnnotations;

namespace Realtime.Presence.Locations;

/// <summary>Section <c>Presence:Locations</c>.</summary>
public sealed class LocationOptions
{
    public const string SectionName = "Presence:Locations";

    /// <summary>Least time between two moves of a vendor that followers are told of; the last position is always told.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan FeedInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often positions are looked for that another replica took and did not tell.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan FeedPoll { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Vendors that are told of together.</summary>
    [Range(1, 10_000)]
    public int FeedChunk { get; set; } = 1_000;

    /// <summary>Vendors in an answer that names no limit.</summary>
    [Range(1, 10_000)]
    public int DefaultLimit { get; set; } = 100;

    /// <summary>Vendors in an answer at most.</summary>
    [Range(1, 10_000)]
    public int MaxLimit { get; set; } = 1_000;

    /// <summary>How long a position counts that is not renewed.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan PositionRetention { get; set; } = TimeSpan.FromDays(1);
}
