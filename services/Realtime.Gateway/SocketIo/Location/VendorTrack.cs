namespace Realtime.Gateway.SocketIo.Location;

/// <summary>What the feed knows of one vendor; guarded by the feed.</summary>
internal sealed class VendorTrack
{
    /// <summary>Milliseconds when a position was passed on last.</summary>
    public long SentAt { get; set; } = long.MinValue / 2;

    public GeoPoint? Waiting { get; set; }

    public string[] Cells { get; set; } = [];
}
