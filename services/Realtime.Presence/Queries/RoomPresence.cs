namespace Realtime.Presence.Queries;

internal sealed record RoomPresence(string Room, int Count, IReadOnlyList<RoomMember> Members, string? NextCursor);
