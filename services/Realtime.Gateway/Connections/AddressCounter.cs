using System.Collections.Concurrent;
using System.Net;

namespace Realtime.Gateway.Connections;

/// <summary>Connections per client address.</summary>
internal sealed class AddressCounter
{
    private readonly ConcurrentDictionary<IPAddress, int> _counts = new();

    public int Count(IPAddress address) => _counts.GetValueOrDefault(address);

    /// <summary>False, and not counted, when the address already has that many.</summary>
    public bool TryAcquire(IPAddress address, int most)
    {
        while (true)
        {
            if (!_counts.TryGetValue(address, out var count))
            {
                if (most < 1)
                {
                    return false;
                }

                if (_counts.TryAdd(address, 1))
                {
                    return true;
                }
            }
            else if (count >= most)
            {
                return false;
            }
            else if (_counts.TryUpdate(address, count + 1, count))
            {
                return true;
            }
        }
    }

    public void Release(IPAddress address)
    {
        while (_counts.TryGetValue(address, out var count))
        {
            var released = count <= 1
                ? _counts.TryRemove(KeyValuePair.Create(address, count))
                : _counts.TryUpdate(address, count - 1, count);
            if (released)
            {
                return;
            }
        }
    }
}
