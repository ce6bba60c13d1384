using Realtime.Auth.Configuration;

namespace Realtime.Auth.Keys;

/// <summary>What a rotation has to do at one moment, worked out from the activation times alone.</summary>
internal sealed record KeyRotationPlan(DateTimeOffset? ActivateNewKeyAt, IReadOnlyList<string> RetiredKeys)
{
    /// <summary>A replica whose clock is behind signs with the old key a little longer, and a token may say that it was issued a little later.</summary>
    private static readonly TimeSpan Leeway = TimeSpan.FromMinutes(5);

    public static KeyRotationPlan For(
        IReadOnlyList<(string KeyId, DateTimeOffset ActivatesAt)> keys,
        SigningKeyOptions options,
        TimeSpan maxTokenLifetime,
        DateTimeOffset now)
    {
        var ordered = keys.OrderBy(key => key.ActivatesAt).ToArray();
        return new KeyRotationPlan(NewKeyAt(ordered, options, now), [.. Retired(ordered, maxTokenLifetime, now)]);
    }

    private static DateTimeOffset? NewKeyAt((string KeyId, DateTimeOffset ActivatesAt)[] keys, SigningKeyOptions options, DateTimeOffset now)
    {
        if (keys.Length == 0)
        {
            return now;
        }

        var due = keys[^1].ActivatesAt + options.RotationInterval;
        if (now < due - options.PublishAhead)
        {
            return null;
        }

        // Late (nothing ran for a while): others still need time to learn of the key before it signs.
        var earliest = now + options.PublishAhead;
        return due > earliest ? due : earliest;
    }

    /// <summary>A key may go once the last token it can have signed has expired.</summary>
    private static IEnumerable<string> Retired((string KeyId, DateTimeOffset ActivatesAt)[] keys, TimeSpan maxTokenLifetime, DateTimeOffset now)
    {
        for (var i = 0; i + 1 < keys.Length; i++)
        {
            if (keys[i + 1].ActivatesAt + maxTokenLifetime + Leeway < now)
            {
                yield return keys[i].KeyId;
            }
        }
    }
}
