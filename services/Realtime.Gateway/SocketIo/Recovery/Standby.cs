namespace Realtime.Gateway.SocketIo.Recovery;

/// <summary>What another gateway needs to make a socket again whose gateway has died. Its rooms follow from its namespace's state.</summary>
internal sealed record Standby(string Pid, string Sid, string Namespace, string? UserId, string? State);
