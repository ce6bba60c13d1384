namespace Realtime.Presence.Queries;

internal sealed record DeviceInfo(string ConnectionId, string Protocol, string? Device, DateTimeOffset ConnectedAt);
