using Realtime.Gateway.Connections;
using Realtime.Gateway.Hub;

namespace Realtime.Gateway.SocketIo.Location;

/// <summary>
/// The vendors connected here. A vendor that comes back on another gateway before this one has noticed that it went must not be told offline afterwards: each
/// announcement carries since when it holds, and whoever has an older socket of the vendor leaves the word to the newer one.
/// </summary>
internal sealed class VendorDirectory(ConnectionHub hub, PlaceMember member, VendorFeed feed, IVendorLocations locations, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _vendors = new(StringComparer.Ordinal);
    private readonly Lazy<ClientConnection> _member = new(member.Create);

    public void Open(string vendorId)
    {
        long since;
        lock (_gate)
        {
            if (!_vendors.TryGetValue(vendorId, out var entry))
            {
                _vendors.Add(vendorId, entry = new Entry());
                hub.Join(_member.Value, VendorRooms.Of(vendorId));
            }

            entry.Sockets++;
            if (entry.Sockets > 1 && !entry.IsSuperseded)
            {
                return;
            }

            (entry.Since, entry.IsSuperseded) = (Now, false);
            since = entry.Since;
        }

        feed.SetOnline(vendorId, online: true, since);
    }

    public void Close(string vendorId)
    {
        Entry entry;
        lock (_gate)
        {
            entry = _vendors[vendorId];
            if (--entry.Sockets > 0)
            {
                return;
            }

            _vendors.Remove(vendorId);
            hub.Leave(_member.Value, VendorRooms.Of(vendorId));
        }

        if (!entry.IsSuperseded)
        {
            feed.SetOnline(vendorId, online: false, entry.Since);
            _ = locations.RemoveAsync(vendorId).AsTask();
        }
    }

    /// <summary>Some gateway, this one perhaps, has told a vendor's status.</summary>
    public void OnStatus(string vendorId, bool online, long since)
    {
        lock (_gate)
        {
            if (!_vendors.TryGetValue(vendorId, out var entry) || since <= entry.Since)
            {
                return;
            }

            entry.IsSuperseded = online;
            if (online)
            {
                return;
            }

            entry.Since = since = Math.Max(Now, since + 1);
        }

        // The newer socket has gone again, this one is still there. Not from within the fan-out that said so.
        ThreadPool.UnsafeQueueUserWorkItem(state => feed.SetOnline(state.vendorId, online: true, state.since), (vendorId, since), preferLocal: false);
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed class Entry
    {
        public int Sockets { get; set; }

        public long Since { get; set; }

        public bool IsSuperseded { get; set; }
    }
}
