namespace Realtime.Presence.Tracking;

/// <summary>What became of one socket in one pass: it opens and closes at most once, in that order.</summary>
internal sealed class SocketFold(string connectionId, int pass)
{
    public string ConnectionId { get; } = connectionId;

    public int Pass { get; } = pass;

    public string? UserId { get; set; }

    public string? Protocol { get; set; }

    public string? Device { get; set; }

    public string? Tenant { get; set; }

    public DateTimeOffset? OpenedAt { get; set; }

    public int? OpenedOrder { get; set; }

    public DateTimeOffset? ClosedAt { get; set; }

    public int? ClosedOrder { get; set; }

    public Dictionary<string, MemberFold> Rooms { get; } = new(StringComparer.Ordinal);
}
