namespace Realtime.ServiceDefaults.Security.Revocations;

/// <summary>Answer of Auth's <c>GET /internal/revocations</c>.</summary>
internal sealed record RevocationPage(long Now, IReadOnlyList<RevocationEntry> Revocations);
