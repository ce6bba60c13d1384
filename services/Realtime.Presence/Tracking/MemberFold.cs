namespace Realtime.Presence.Tracking;

/// <summary>What became of one socket's membership in one pass.</summary>
internal sealed class MemberFold(string room)
{
    public string Room { get; } = room;

    public string? UserId { get; set; }

    public DateTimeOffset? JoinedAt { get; set; }

    public int? JoinedOrder { get; set; }

    public DateTimeOffset? LeftAt { get; set; }

    public int? LeftOrder { get; set; }
}
