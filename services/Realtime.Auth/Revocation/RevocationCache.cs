using System.Collections.Concurrent;
using Realtime.Auth.Data;
using Realtime.ServiceDefaults.Security;

namespace Realtime.Auth.Revocation;

/// <summary>All revocations that still matter, in memory: the validator asks for every token.</summary>
internal sealed class RevocationCache(TimeProvider time) : IRevokedTokens
{
    private readonly ConcurrentDictionary<(RevocationKind Kind, string Value), Entry> _entries = new();

    public bool IsRevoked(AccessToken token) =>
        _entries.ContainsKey((RevocationKind.Token, token.TokenId))
        || (token.SessionId is { } sessionId && _entries.ContainsKey((RevocationKind.Session, sessionId)))
        || IsHit(RevocationKind.Subject, token.Subject, token.IssuedAt)
        || (token.ClientId is { } clientId && IsHit(RevocationKind.Client, clientId, token.IssuedAt));

    /// <summary>Until when the tokens of the subject or the client are revoked; null where they never were.</summary>
    public DateTimeOffset? Last(RevocationKind kind, string value) => _entries.GetValueOrDefault((kind, value))?.RevokedAt;

    /// <summary>Whether that is news.</summary>
    public bool Add(RevocationKind kind, string value, DateTimeOffset revokedAt, DateTimeOffset expiresAt)
    {
        var known = _entries.GetValueOrDefault((kind, value));
        _entries.AddOrUpdate(
            (kind, value),
            static (_, entry) => entry,
            static (_, before, entry) => new Entry(
                before.RevokedAt > entry.RevokedAt ? before.RevokedAt : entry.RevokedAt,
                before.ExpiresAt > entry.ExpiresAt ? before.ExpiresAt : entry.ExpiresAt),
            new Entry(revokedAt, expiresAt));
        return known is null || known.RevokedAt < revokedAt;
    }

    public void ForgetExpired()
    {
        var now = time.GetUtcNow();
        foreach (var (key, entry) in _entries)
        {
            if (entry.ExpiresAt <= now)
            {
                _entries.TryRemove(KeyValuePair.Create(key, entry));
            }
        }
    }

    private bool IsHit(RevocationKind kind, string value, DateTimeOffset issuedAt) =>
        _entries.TryGetValue((kind, value), out var entry) && issuedAt <= entry.RevokedAt;

    private sealed record Entry(DateTimeOffset RevokedAt, DateTimeOffset ExpiresAt);
}
