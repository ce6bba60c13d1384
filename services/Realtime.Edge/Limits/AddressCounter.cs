using System.Collections.Concurrent;
using System.Net;

namespace Realtime.Edge.Limits;

/// <summary>Open connections by address; entries exist only while there are some.</summary>
internal sealed class AddressCounter
{
    private readonly ConcurrentDictionary<IPAddress, int> _open = new();

    public int Enter(IPAddress address) => _open.AddOrUpdate(address, 1, static (_, count) => count + 1);

    public void Leave(IPAddress address)
    {
        while (_open.TryGetValue(address, out var count))
        {
            if (count > 1 ? _open.TryUpdate(address, count - 1, count) : _open.TryRemove(KeyValuePair.Create(address, count)))
            {
                return;
            }
        }
    }
}
