namespace Realtime.Gateway.SocketIo.Recovery;

/// <summary>A ghost taken over for a socket that has come back. It is in its rooms on this gateway.</summary>
/// <param name="Ghost">The ghost.</param>
/// <param name="Offset">What the client saw last, when the ghost was kept here.</param>
/// <param name="Elsewhere">What the gateway that kept it told, or null when it was kept here.</param>
internal sealed record RecoveredSocket(Ghost Ghost, string? Offset, GhostDescription? Elsewhere);
