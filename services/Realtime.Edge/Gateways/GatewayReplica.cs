using Realtime.Contracts.Gateways;

namespace Realtime.Edge.Gateways;

/// <summary>A gateway as it last described itself, and the sockets sent to it since.</summary>
internal sealed class GatewayReplica(string id, Uri http, Uri sockets)
{
    private int _announced;
    private int _sentSince;

    public string Id => id;

    public Uri Http => http;

    public Uri Sockets => sockets;

    public bool Draining { get; private set; }

    public long HeardAt { get; private set; }

    /// <summary>What it reported, and what was sent to it since: a burst between two announcements must not all go to the emptiest one.</summary>
    public int Load => Volatile.Read(ref _announced) + Volatile.Read(ref _sentSince);

    public static GatewayReplica? From(GatewayAnnouncement announcement) =>
        announcement.GatewayId is { Length: > 0 and <= 128 } && IsHttp(announcement.HttpUrl, out var http) && IsHttp(announcement.SocketsUrl, out var sockets)
            ? new GatewayReplica(announcement.GatewayId, http, sockets)
            : null;

    public void Hear(GatewayAnnouncement announcement, long now)
    {
        Draining = announcement.Draining;
        HeardAt = now;
        Volatile.Write(ref _announced, Math.Max(0, announcement.Connections));
        Volatile.Write(ref _sentSince, 0);
    }

    public void CountSent() => Interlocked.Increment(ref _sentSince);

    private static bool IsHttp(string? text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Uri? address) =>
        Uri.TryCreate(text, UriKind.Absolute, out address) && address.Scheme is ("http" or "https");
}
