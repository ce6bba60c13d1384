namespace Realtime.Messaging.Batches;

/// <summary>What an entry of a packed batch means (docs/architecture.md, "Packed batches"). Values are on the wire: never renumber.</summary>
public enum EntryKind : byte
{
    /// <summary>Deliver to the local members of a room.</summary>
    RoomMessage = 1,

    /// <summary>Accept a durable message for a room.</summary>
    RoomPublish = 2,

    /// <summary>A direct message to a user.</summary>
    UserMessage = 3,

    /// <summary>To every authenticated native socket.</summary>
    Broadcast = 4,

    /// <summary>Message ids that a device of the user received; see <see cref="MessageIdList"/>.</summary>
    Acknowledge = 5,

    /// <summary>A socket of a user opened: send the inbox to it.</summary>
    Drain = 6,

    /// <summary>One message of a drained inbox.</summary>
    DrainItem = 7,

    /// <summary>End of a drain.</summary>
    DrainEnd = 8,

    /// <summary>Replay a room from an offset for one connection.</summary>
    Recover = 9,

    /// <summary>One message of a replay.</summary>
    RecoverItem = 10,

    /// <summary>End of a replay.</summary>
    RecoverEnd = 11,

    /// <summary>Steps of a message's journey.</summary>
    Journey = 12,

    /// <summary>Members that joined or left a room.</summary>
    Members = 13,

    /// <summary>Something for gateways; the type says what.</summary>
    Control = 14,
}
