namespace Realtime.Gateway.Delivery;

/// <summary>What a subscription learns about a room's log. <paramref name="Available"/> is false when nobody could be asked.</summary>
internal readonly record struct RecoveryEnd(string? Epoch, long Offset, bool Recovered, long Missed, bool Available);
