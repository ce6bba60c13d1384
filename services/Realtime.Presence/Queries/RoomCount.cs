namespace Realtime.Presence.Queries;

internal sealed record RoomCount(string Room, int Count, int Connections);
