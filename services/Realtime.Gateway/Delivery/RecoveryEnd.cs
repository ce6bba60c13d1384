namespace Realtime.Gateway.Delivery;

/// <summary>
/// What a subscription learns about a room's log. <paramref name="Available"/> is false when nobody could be asked; <paramref name="Notice"/> is what
/// OfflineDelivery adds: why a gap was not replayed, and how far back it could go.
/// </summary>
internal readonly record struct RecoveryEnd(string? Epoch, long Offset, bool Recovered, long Missed, bool Available, ReadOnlyMemory<byte> Notice = default);
