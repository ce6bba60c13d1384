namespace Realtime.Presence.Sessions;

/// <summary>A session as it is stored; <paramref name="LastActive"/> is in unix seconds.</summary>
internal sealed record SessionInfo(
    string SessionKey,
    string GatewayId,
    string ConnectionId,
    long FencingToken,
    bool Held,
    DateTimeOffset AcquiredAt,
    long LastActive,
    DateTimeOffset ExpiresAt,
    string? SelectedChat);
