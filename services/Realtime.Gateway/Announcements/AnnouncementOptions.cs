using System.ComponentModel.DataAnnotations;

namespace Realtime.Gateway.Announcements;

/// <summary>How the gateway makes itself known to the edge and to its peers (<c>Gateway</c>).</summary>
internal sealed class AnnouncementOptions
{
    public const string SectionName = "Gateway";

    /// <summary>Host under which others reach this replica; when absent the bound address, or the machine's name when all addresses are bound.</summary>
    public string? AdvertisedHost { get; set; }

    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:30")]
    public TimeSpan AnnouncementInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long another replica may take to tell its figures before they are given without it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan PeerTimeout { get; set; } = TimeSpan.FromSeconds(2);
}
