namespace Realtime.Gateway.SocketIo.Recovery;

/// <summary>Answer to a recovery call: the ghost, and, when it was taken, what it missed and the ids of what it had.</summary>
internal sealed record GhostDescription(string Sid, IReadOnlyList<string> Rooms, string? State, IReadOnlyList<MissedMessage> Missed, IReadOnlyList<string> Seen);
