namespace Realtime.Contracts.Events;

/// <summary>
/// A token, a session or all tokens of a subject were revoked (RFC 7009). Exactly one of <paramref name="TokenId"/>,
/// <paramref name="SessionId"/> and <paramref name="Subject"/> is set; the latter two hit tokens issued at or before <paramref name="RevokedAt"/>.
/// </summary>
/// <param name="EventId">Identity of the event.</param>
/// <param name="TokenId">The <c>jti</c> of the token.</param>
/// <param name="SessionId">The <c>sid</c> shared by the tokens of one sign-in.</param>
/// <param name="Subject">The <c>sub</c> whose tokens are all revoked.</param>
/// <param name="RevokedAt">When it was revoked.</param>
/// <param name="ExpiresAt">When the last token concerned expires by itself, so that the revocation can be forgotten.</param>
public sealed record TokenRevoked(Guid EventId, string? TokenId, string? SessionId, string? Subject, DateTimeOffset RevokedAt, DateTimeOffset ExpiresAt);
