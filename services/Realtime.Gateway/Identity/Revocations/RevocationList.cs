using System.Collections.Concurrent;
using Realtime.Contracts.Events;
using Realtime.ServiceDefaults.Security;

namespace Realtime.Gateway.Identity.Revocations;

/// <summary>What was revoked and could still be used. An entry is forgotten when the last token it concerns has expired by itself.</summary>
internal sealed class RevocationList(TimeProvider time) : IRevokedTokens
{
    private readonly ConcurrentDictionary<string, TokenRevoked> _tokens = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TokenRevoked> _sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TokenRevoked> _subjects = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TokenRevoked> _clients = new(StringComparer.Ordinal);

    public int Count => _tokens.Count + _sessions.Count + _subjects.Count + _clients.Count;

    /// <summary>Notes a revocation; false when it was known already or does not matter any more.</summary>
    public bool Add(TokenRevoked revocation)
    {
        if (revocation.ExpiresAt <= time.GetUtcNow())
        {
            return false;
        }

        return revocation switch
        {
            { TokenId: { } id } => _tokens.TryAdd(id, revocation),
            { SessionId: { } id } => AddLatest(_sessions, id, revocation),
            { Subject: { } id } => AddLatest(_subjects, id, revocation),
            { ClientId: { } id } => AddLatest(_clients, id, revocation),
            _ => false,
        };
    }

    public bool IsRevoked(AccessToken token) => IsRevoked(token.TokenId, token.SessionId, token.Subject, token.ClientId, token.IssuedAt);

    public bool IsRevoked(ConnectionIdentity identity) => IsRevoked(identity.TokenId, identity.SessionId, identity.UserId, identity.ClientId, identity.IssuedAt);

    public void Forget()
    {
        var now = time.GetUtcNow();
        Forget(_tokens, now);
        Forget(_sessions, now);
        Forget(_subjects, now);
        Forget(_clients, now);
    }

    private bool IsRevoked(string? tokenId, string? sessionId, string subject, string? clientId, DateTimeOffset issuedAt) =>
        (tokenId is not null && _tokens.ContainsKey(tokenId))
        || (sessionId is not null && _sessions.ContainsKey(sessionId))
        || IsBefore(_subjects, subject, issuedAt)
        || (clientId is not null && IsBefore(_clients, clientId, issuedAt));

    private static bool IsBefore(ConcurrentDictionary<string, TokenRevoked> list, string id, DateTimeOffset issuedAt) =>
        list.TryGetValue(id, out var revocation) && issuedAt <= revocation.RevokedAt;

    private static bool AddLatest(ConcurrentDictionary<string, TokenRevoked> list, string id, TokenRevoked revocation)
    {
        var kept = list.AddOrUpdate(id, revocation, (_, known) => known.RevokedAt >= revocation.RevokedAt ? known : revocation);
        return ReferenceEquals(kept, revocation);
    }

    private static void Forget(ConcurrentDictionary<string, TokenRevoked> list, DateTimeOffset now)
    {
        foreach (var (id, revocation) in list)
        {
            if (revocation.ExpiresAt <= now)
            {
                list.TryRemove(KeyValuePair.Create(id, revocation));
            }
        }
    }
}
