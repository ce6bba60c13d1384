namespace Realtime.Presence.Outbox;

/// <summary>Kinds in the table events; the SQL writes the same numbers.</summary>
internal enum OutboxEventKind
{
    Connected = 1,
    Disconnected = 2,
    CameOnline = 3,
    WentOffline = 4,
    Joined = 5,
    Left = 6,
    SessionReplaced = 7,
}
