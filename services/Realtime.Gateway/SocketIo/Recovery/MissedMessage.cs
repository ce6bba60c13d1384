namespace Realtime.Gateway.SocketIo.Recovery;

/// <summary>A message that a dropped socket did not get, on its way to the gateway where the client came back.</summary>
internal sealed record MissedMessage(string? MessageId, IReadOnlyList<KeptEvent> Events);
