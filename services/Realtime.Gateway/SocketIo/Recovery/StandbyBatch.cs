namespace Realtime.Gateway.SocketIo.Recovery;

/// <summary>What changed among one gateway's recoverable sockets, told to all others.</summary>
internal sealed record StandbyBatch(string Gateway, IReadOnlyList<Standby> Kept, IReadOnlyList<string> Gone);
