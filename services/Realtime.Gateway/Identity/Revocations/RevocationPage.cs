namespace Realtime.Gateway.Identity.Revocations;

/// <summary>Answer of Auth's <c>GET /internal/revocations</c>.</summary>
internal sealed record RevocationPage(long Now, IReadOnlyList<RevocationItem> Revocations);
