using System.Collections.Concurrent;

namespace Realtime.ServiceDefaults.Security.Revocations;

/// <summary>What was revoked and could still be used; an entry goes when the last token that it concerns has expired by itself.</summary>
internal sealed class RevokedTokenList(TimeProvider time) : IRevokedTokens
{
    private readonly ConcurrentDictionary<string, RevocationEntry> _tokens = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RevocationEntry> _sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RevocationEntry> _subjects = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RevocationEntry> _clients = new(StringComparer.Ordinal);

    public void Add(RevocationEntry entry)
    {
        if (entry.TokenId is { } token)
        {
            Keep(_tokens, token, entry);
        }
        else if (entry.SessionId is { } session)
        {
            Keep(_sessions, session, entry);
        }
        else if (entry.Subject is { } subject)
        {
            Keep(_subjects, subject, entry);
        }
        else if (entry.ClientId is { } client)
        {
            Keep(_clients, client, entry);
        }
    }

    public bool IsRevoked(AccessToken token) =>
        (token.TokenId is { } id && _tokens.ContainsKey(id))
        || (token.SessionId is { } session && _sessions.ContainsKey(session))
        || IsBefore(_subjects, token.Subject, token.IssuedAt)
        || (token.ClientId is { } client && IsBefore(_clients, client, token.IssuedAt));

    public void Forget()
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var entries in new[] { _tokens, _sessions, _subjects, _clients })
        {
            foreach (var pair in entries.Where(pair => pair.Value.ExpiresAt <= now))
            {
                entries.TryRemove(pair);
            }
        }
    }

    private static bool IsBefore(ConcurrentDictionary<string, RevocationEntry> entries, string key, DateTimeOffset issuedAt) =>
        entries.TryGetValue(key, out var entry) && issuedAt.ToUnixTimeMilliseconds() <= entry.RevokedAt;

    private static void Keep(ConcurrentDictionary<string, RevocationEntry> entries, string key, RevocationEntry entry) =>
        entries.AddOrUpdate(key, entry, (_, known) => known.RevokedAt >= entry.RevokedAt ? known : entry);
}
