using Realtime.Gateway.Connections;
using Realtime.Messaging;

namespace Realtime.Gateway.Delivery;

/// <summary>
/// A subscription to a room with history on its way: live messages wait until OfflineDelivery has told the head and replayed what was missed.
/// Guarded by the <see cref="DeliveryLane"/>.
/// </summary>
internal sealed class RoomRecovery(ClientConnection connection, string room, ResumePoint? from, FrameBacklog items, FrameBacklog live)
{
    private readonly HashSet<long> _seen = [];

    public ClientConnection Connection => connection;

    public string Room => room;

    public ResumePoint? From => from;

    public FrameBacklog Items => items;

    public FrameBacklog Live => live;

    /// <summary>Requests to acknowledge; several when a client subscribes again meanwhile.</summary>
    public List<string> Replies { get; } = [];

    /// <summary>The highest offset that was queued for the connection.</summary>
    public long LastOffset { get; set; } = from?.Offset ?? 0;

    /// <summary>Identity of the request; the end mark of an earlier one, whose items may still come, means nothing.</summary>
    public string Request { get; } = MessageIds.New();

    /// <summary>The connection is a member already and asks again: live messages go on reaching it.</summary>
    public bool IsLive { get; init; }

    /// <summary>The connection missed messages that it must not miss: it ends when they cannot be had.</summary>
    public bool MustBeComplete { get; init; }

    public long Deadline { get; set; }

    /// <summary>Epoch of the room's log, once it was told.</summary>
    public string? Epoch { get; set; }

    /// <summary>The subscription is acknowledged; items and live messages are being written.</summary>
    public bool Acknowledged { get; set; }

    /// <summary>Left or closed meanwhile.</summary>
    public bool Abandoned { get; set; }

    /// <summary>Notes a replayed message; false when it came already, as after a failure, or was not asked for.</summary>
    public bool See(long offset) => offset > (from?.Offset ?? 0) && _seen.Add(offset);
}
