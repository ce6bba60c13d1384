using Realtime.Gateway.Connections;

namespace Realtime.Gateway.Delivery;

/// <summary>
/// A user's inbox on its way to one connection. Until it has ended, live messages wait behind it; one that came both ways is delivered once.
/// Guarded by the <see cref="DeliveryLane"/>.
/// </summary>
internal sealed class InboxDrain(ClientConnection connection, IDurableReceiver receiver, string userId, FrameBacklog inbox, FrameBacklog live)
{
    private readonly HashSet<MessageName> _seen = [];

    public ClientConnection Connection => connection;

    public IDurableReceiver Receiver => receiver;

    public string UserId => userId;

    /// <summary>Messages of the inbox, then those that were held back.</summary>
    public FrameBacklog Inbox => inbox;

    /// <summary>Live messages that are held back.</summary>
    public FrameBacklog Live => live;

    /// <summary>When the live messages stop waiting for the end mark.</summary>
    public long Deadline { get; set; }

    /// <summary>The end mark came, or was given up.</summary>
    public bool Ended { get; set; }

    /// <summary>Identity of the latest request; the end mark of an earlier one means nothing.</summary>
    public string? Request { get; set; }

    /// <summary>Notes a message that goes to the connection; false when it went already.</summary>
    public bool See(MessageName message) => _seen.Add(message);
}
