using System.ComponentModel.DataAnnotations;

namespace Realtime.Gateway.SocketIo;

/// <summary>The location feature, <c>Gateway:SocketIo:Location</c>.</summary>
internal sealed class LocationOptions
{
    /// <summary>Half the edge of the box that a single point stands for.</summary>
    [Range(10, 1_000_000)]
    public double RadiusMeters { get; set; } = 5_000;

    /// <summary>Least time between two positions of one vendor that are passed on.</summary>
    [Range(10, 600_000)]
    public int VendorIntervalMs { get; set; } = 1_000;

    /// <summary>How long a gateway that loses a vendor's last socket waits for another gateway to say that it has one, if there was one.</summary>
    [Range(10, 60_000)]
    public int HandoverMs { get; set; } = 500;

    /// <summary>Vendors that one user follows at a time; the nearest count.</summary>
    [Range(1, 10_000)]
    public int MaxFollowed { get; set; } = 500;

    /// <summary>How long Presence may take to answer before the client is told that the service is degraded.</summary>
    [Range(50, 60_000)]
    public int TimeoutMs { get; set; } = 3_000;
}
