namespace Realtime.ServiceDefaults.Security.Revocations;

/// <summary>One revocation of Auth's list, by token, session, subject or client; times are unix milliseconds.</summary>
internal sealed record RevocationEntry(string? TokenId, string? SessionId, string? Subject, string? ClientId, long RevokedAt, long ExpiresAt);
