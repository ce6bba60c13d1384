namespace Realtime.Auth.Revocation;

/// <summary>What gateways load at their start, and again from time to time. Times are unix milliseconds.</summary>
internal sealed record RevocationList(long Now, IReadOnlyList<RevocationListItem> Revocations);
