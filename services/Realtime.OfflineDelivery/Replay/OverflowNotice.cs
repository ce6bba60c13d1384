namespace Realtime.OfflineDelivery.Replay;

/// <summary>Data of the message <c>inbox_overflow</c>.</summary>
/// <param name="Dropped">Messages that left the inbox because it was full, the oldest first.</param>
internal sealed record OverflowNotice(long Dropped);
