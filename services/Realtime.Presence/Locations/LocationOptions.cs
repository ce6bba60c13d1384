using System.ComponentModel.DataAnnotations;

namespace Realtime.Presence.Locations;

/// <summary>Section <c>Presence:Locations</c>.</summary>
public sealed class LocationOptions
{
    public const string SectionName = "Presence:Locations";

    /// <summary>How long a position counts that nobody renews.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan TimeToLive { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Vendors in an answer that names no limit.</summary>
    [Range(1, 10_000)]
    public int DefaultLimit { get; set; } = 100;

    /// <summary>Vendors in an answer at most.</summary>
    [Range(1, 10_000)]
    public int MaxLimit { get; set; } = 1_000;
}
