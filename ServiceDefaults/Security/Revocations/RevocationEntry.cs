namespace Realtime.ServiceDefaults.Security.Revocations;

/// <summary>One revocation of Auth's list, by token, session or subject; times are unix milliseconds.</summary>
internal sealed record RevocationEntry(string? TokenId, string? SessionId, string? Subject, long RevokedAt, long ExpiresAt);
