namespace Realtime.Contracts.Presence;

/// <summary>One change at a gateway.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="ConnectionId">The socket.</param>
/// <param name="At">When it happened.</param>
/// <param name="UserId">The user of the socket.</param>
/// <param name="Room">The room, for joined, left and state.</param>
/// <param name="Protocol">The protocol adapter, for opened.</param>
/// <param name="Device">What the client calls itself (user agent, at most 200 characters), for opened.</param>
/// <param name="State">The presence state as raw JSON object, at most 1 KiB, for state.</param>
/// <param name="Tenant">Tenant of the token, for opened.</param>
public sealed record PresenceChange(
    PresenceChangeKind Kind,
    string ConnectionId,
    DateTimeOffset At,
    string? UserId = null,
    string? Room = null,
    string? Protocol = null,
    string? Device = null,
    string? State = null,
    string? Tenant = null);
