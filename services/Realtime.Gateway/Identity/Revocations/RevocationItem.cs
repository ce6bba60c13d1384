using Realtime.Contracts.Events;

namespace Realtime.Gateway.Identity.Revocations;

/// <summary>One entry of Auth's list; times are unix milliseconds.</summary>
internal sealed record RevocationItem(string? TokenId, string? SessionId, string? Subject, string? ClientId, long RevokedAt, long ExpiresAt)
{
    public TokenRevoked ToEvent() => new(
        Guid.Empty, TokenId, SessionId, Subject, DateTimeOffset.FromUnixTimeMilliseconds(RevokedAt), DateTimeOffset.FromUnixTimeMilliseconds(ExpiresAt), ClientId);
}
