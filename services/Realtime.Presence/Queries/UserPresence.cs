namespace Realtime.Presence.Queries;

/// <summary>Answer about one user. Online lasts through the grace, with no connections; last_seen of a connected user is now.</summary>
internal sealed record UserPresence(
    string UserId,
    bool Online,
    int Connections,
    DateTimeOffset? LastSeen,
    DateTimeOffset? ConnectedSince = null,
    IReadOnlyList<DeviceInfo>? Devices = null);
