namespace Realtime.OfflineDelivery.Replay;

/// <summary>Data of the end mark of a recovery.</summary>
/// <param name="FirstOffset">Oldest offset that can still be replayed; 0 when the log is empty.</param>
/// <param name="Reason">Why the gap was not replayed: <c>epoch</c> or <c>expired</c>.</param>
internal sealed record RecoverNotice(long FirstOffset, string? Reason);
