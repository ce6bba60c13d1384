namespace Realtime.Presence.Outbox;

/// <summary>A user joined or left a room, with the number of members the room has now.</summary>
internal readonly record struct RoomChange(string Room, string UserId, bool Joined, int Members);
