namespace Realtime.Contracts.Events;

/// <summary>
/// A token, a session or all tokens of a subject or of a client were revoked (RFC 7009). Exactly one of <paramref name="TokenId"/>,
/// <paramref name="SessionId"/>, <paramref name="Subject"/> and <paramref name="ClientId"/> is set; the latter two hit tokens issued at or before
/// <paramref name="RevokedAt"/>, a session never comes back.
/// </summary>
/// <param name="EventId">Identity of the event.</param>
/// <param name="TokenId">The <c>jti</c> of the token.</param>
/// <param name="SessionId">The <c>sid</c> shared by the tokens of one sign-in.</param>
/// <param name="Subject">The <c>sub</c> whose tokens are all revoked.</param>
/// <param name="RevokedAt">When it was revoked; for a client a few seconds later, which end what is still issued by a replica of Auth that has not heard.</param>
/// <param name="ExpiresAt">When the last token concerned expires by itself, so that the revocation can be forgotten.</param>
/// <param name="ClientId">The <c>client_id</c> whose tokens are all revoked, those that it exchanged for users too.</param>
public sealed record TokenRevoked(
    Guid EventId,
    string? TokenId,
    string? SessionId,
    string? Subject,
    DateTimeOffset RevokedAt,
    DateTimeOffset ExpiresAt,
    string? ClientId = null);
