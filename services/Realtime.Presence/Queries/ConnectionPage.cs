namespace Realtime.Presence.Queries;

internal sealed record ConnectionPage(IReadOnlyList<ConnectionInfo> Connections, string? NextCursor);
