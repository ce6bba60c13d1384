namespace Realtime.Gateway.SocketIo.Recovery;

/// <summary>A message that a dropped socket did not get, on its way to the gateway where the client came back.</summary>
/// <param name="MessageId">Its id; null for an event to one socket.</param>
/// <param name="Events">As the client hears it.</param>
/// <param name="At">When it was published, in Unix milliseconds.</param>
internal sealed record MissedMessage(string? MessageId, IReadOnlyList<KeptEvent> Events, long At);
