using System.Collections.Concurrent;

namespace Realtime.ServiceDefaults.Security;

/// <summary>Validated tokens in two generations: when the young one is full it becomes the old one, and what was not used meanwhile is gone.</summary>
internal sealed class TokenCache(int capacity)
{
    private readonly int _generationSize = capacity / 2;
    private readonly Lock _gate = new();
    private volatile ConcurrentDictionary<TokenFingerprint, CachedToken> _young = new();
    private volatile ConcurrentDictionary<TokenFingerprint, CachedToken> _old = new();
    private int _youngCount;

    public CachedToken? Find(TokenFingerprint fingerprint)
    {
        if (_young.TryGetValue(fingerprint, out var found))
        {
            return found;
        }

        if (_old.TryGetValue(fingerprint, out found))
        {
            Add(fingerprint, found);
            return found;
        }

        return null;
    }

    public void Add(TokenFingerprint fingerprint, CachedToken token)
    {
        if (_generationSize == 0 || !_young.TryAdd(fingerprint, token))
        {
            return;
        }

        if (Interlocked.Increment(ref _youngCount) >= _generationSize)
        {
            lock (_gate)
            {
                if (_youngCount >= _generationSize)
                {
                    _old = _young;
                    _young = new();
                    _youngCount = 0;
                }
            }
        }
    }

    public void Remove(TokenFingerprint fingerprint)
    {
        if (_young.TryRemove(fingerprint, out _))
        {
            Interlocked.Decrement(ref _youngCount);
        }

        _old.TryRemove(fingerprint, out _);
    }
}

/// <summary>A token and the key it was verified with: when the key leaves the set, the entry is worth nothing.</summary>
internal sealed record CachedToken(AccessToken Token, string KeyId);
