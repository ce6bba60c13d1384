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
        || (token.SessionId is { } sessionId && IsHit(RevocationKind.Session, sessionId, token.IssuedAt))
        || IsHit(RevocationKind.Subject, token.Subject, token.IssuedAt);

    /// <summary>When the subject or the session was revoked last.</summary>
    public DateTimeOffset? LastFor(string subject, string sessionId)
    {
        var ofSubject = _entries.GetValueOrDefault((RevocationKind.Subject, subject))?.RevokedAt;
        var ofSession = _entries.GetValueOrDefault((RevocationKind.Session, sessionId))?.RevokedAt;
        return ofSubject > ofSession || ofSession is null ? ofSubject : ofSession;
    }

    public void Add(RevocationKind kind, string value, DateTimeOffset revokedAt, DateTimeOffset expiresAt) =>
        _entries.AddOrUpdate(
            (kind, value),
            static (_, entry) => entry,
            static (_, before, entry) => new Entry(
                before.RevokedAt > entry.RevokedAt ? before.RevokedAt : entry.RevokedAt,
                before.ExpiresAt > entry.ExpiresAt ? before.ExpiresAt : entry.ExpiresAt),
            new Entry(revokedAt, expiresAt));

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
