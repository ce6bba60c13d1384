namespace Realtime.Gateway.SocketIo.Recovery;

/// <summary>Body of the internal recovery calls between gateways: a client has come back with this.</summary>
internal sealed record RecoveryClaim(string Pid, string? Offset, string Namespace, string? UserId);
