using Microsoft.Extensions.Options;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Hub;

namespace Realtime.Gateway.SocketIo.Location;

/// <summary>
/// The vendors connected here. A vendor may have sockets on several gateways, and followers are to hear that it is gone when it has none any more: the gateway
/// of the newest socket speaks for it, the others let that one know of theirs, and it hands the word over before it would say that the vendor is gone.
/// </summary>
internal sealed class VendorDirectory(
    ConnectionHub hub,
    PlaceMember member,
    VendorFeed feed,
    IVendorLocations locations,
    IOptions<SocketIoOptions> options,
    TimeProvider time)
{
    // For the others to answer. One who answers later corrects what was said.
    private readonly TimeSpan _handover = TimeSpan.FromMilliseconds(options.Value.Location.HandoverMs);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _vendors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _leaving = new(StringComparer.Ordinal);
    private readonly Lazy<ClientConnection> _member = new(member.Create);

    public void Open(string vendorId)
    {
        long since;
        lock (_gate)
        {
            if (!_vendors.TryGetValue(vendorId, out var entry))
            {
                _vendors.Add(vendorId, entry = new Entry());
                _leaving.Remove(vendorId);
                hub.Join(_member.Value, VendorRooms.Of(vendorId));
            }

            entry.Sockets++;
            if (entry.Sockets > 1 && !entry.IsSuperseded)
            {
                return;
            }

            (entry.Since, entry.IsSuperseded) = (Math.Max(Now, entry.Since + 1), false);
            since = entry.Since;
        }

        feed.Tell(vendorId, new VendorStatus(true, since));
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
            if (entry is { HasPeer: true, IsSuperseded: false })
            {
                // The answers come to the room.
                _leaving[vendorId] = entry.Since = Math.Max(Now, entry.Since + 1);
            }
            else
            {
                hub.Leave(_member.Value, VendorRooms.Of(vendorId));
            }
        }

        if (entry.IsSuperseded)
        {
            return;
        }

        if (entry.HasPeer)
        {
            feed.Tell(vendorId, new VendorStatus(true, entry.Since, VendorPeerWord.Leaves));
            _ = GoneUnlessHeldAsync(vendorId, entry.Since);
        }
        else
        {
            Gone(vendorId, entry.Since);
        }
    }

    /// <summary>Somebody, this gateway perhaps, has told a vendor's status.</summary>
    public void OnStatus(string vendorId, VendorStatus status)
    {
        VendorStatus answer;
        lock (_gate)
        {
            if (!_vendors.TryGetValue(vendorId, out var entry))
            {
                if (status.Online && _leaving.TryGetValue(vendorId, out var left) && status.Since > left)
                {
                    Forget(vendorId);
                }

                return;
            }

            if (Answer(entry, status) is not { } word)
            {
                return;
            }

            answer = word;
        }

        // Not from within the fan-out that said so.
        ThreadPool.UnsafeQueueUserWorkItem(state => feed.Tell(state.vendorId, state.answer), (vendorId, answer), preferLocal: false);
    }

    private long Now => time.GetUtcNow().Ticks / TimeSpan.TicksPerMicrosecond;

    private VendorStatus? Answer(Entry entry, VendorStatus status)
    {
        if (!status.Online)
        {
            // The others know no better; this socket is still there.
            entry.IsSuperseded = false;
            entry.Since = Math.Max(Now, Math.Max(status.Since, entry.Since) + 1);
            return new VendorStatus(true, entry.Since);
        }

        if (status.Since == entry.Since)
        {
            return null;
        }

        entry.HasPeer = true;
        if (status.Word == VendorPeerWord.Leaves)
        {
            entry.IsSuperseded = false;
            entry.Since = Math.Max(Now, Math.Max(status.Since, entry.Since) + 1);
            return new VendorStatus(true, entry.Since, VendorPeerWord.Holds);
        }

        if (status.Since < entry.Since || entry.IsSuperseded)
        {
            return null;
        }

        entry.IsSuperseded = true;
        return new VendorStatus(true, entry.Since, VendorPeerWord.Holds);
    }

    private async Task GoneUnlessHeldAsync(string vendorId, long since)
    {
        await Task.Delay(_handover, time);
        lock (_gate)
        {
            if (!_leaving.TryGetValue(vendorId, out var left) || left != since)
            {
                return;
            }

            Forget(vendorId);
        }

        Gone(vendorId, since);
    }

    private void Forget(string vendorId)
    {
        _leaving.Remove(vendorId);
        hub.Leave(_member.Value, VendorRooms.Of(vendorId));
    }

    private void Gone(string vendorId, long since)
    {
        feed.Tell(vendorId, new VendorStatus(false, since));
        _ = locations.RemoveAsync(vendorId).AsTask();
    }

    private sealed class Entry
    {
        public int Sockets { get; set; }

        /// <summary>When what was said last was said, in microseconds; unique enough to tell apart who said it.</summary>
        public long Since { get; set; }

        /// <summary>Another gateway has a newer socket and speaks for the vendor.</summary>
        public bool IsSuperseded { get; set; }

        /// <summary>Another gateway has had a socket, at least, at the same time.</summary>
        public bool HasPeer { get; set; }
    }
}
