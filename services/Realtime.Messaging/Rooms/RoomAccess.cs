namespace Realtime.Messaging.Rooms;

/// <summary>Who may do something in the rooms of a namespace.</summary>
public enum RoomAccess
{
    /// <summary>Every authenticated user; a token with a <c>cap</c> claim only where it says so.</summary>
    Anyone,

    /// <summary>Only tokens whose <c>cap</c> claim says so.</summary>
    Capability,
}
