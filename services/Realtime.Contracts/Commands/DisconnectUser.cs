namespace Realtime.Contracts.Commands;

/// <summary>Asks every gateway to close the sockets of a user with 4403.</summary>
/// <param name="UserId">The user whose sockets are closed.</param>
/// <param name="Reason">Shown to the client in the error frame and the close reason.</param>
public sealed record DisconnectUser(string UserId, string? Reason = null);
