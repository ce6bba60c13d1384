namespace Realtime.Messaging.Rooms;

/// <summary>Options of the rooms in one namespace.</summary>
public sealed class RoomNamespaceOptions
{
    /// <summary>Messages that a room's history keeps; 0 makes the rooms ephemeral.</summary>
    public int HistorySize { get; set; }

    /// <summary>How long a room's history keeps a message.</summary>
    public TimeSpan HistoryTime { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Whether members are tracked and joins and leaves told.</summary>
    public bool Presence { get; set; }

    /// <summary>Most members of a room; 0 for no limit.</summary>
    public int MaxMembers { get; set; }

    /// <summary>Who may subscribe.</summary>
    public RoomAccess Subscribe { get; set; }

    /// <summary>Who may publish.</summary>
    public RoomAccess Publish { get; set; }

    /// <summary>Whether the rooms have history: their messages are durable and numbered.</summary>
    public bool HasHistory => HistorySize > 0;
}
