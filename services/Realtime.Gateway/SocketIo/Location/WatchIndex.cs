using Microsoft.Extensions.Options;
using Realtime.Contracts.Locations;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Hub;

namespace Realtime.Gateway.SocketIo.Location;

/// <summary>
/// The boxes of this gateway's users by place. One silent member of the hub stands in the places' rooms for all of them, so that moves there come to this
/// gateway; users join the rooms of the vendors that come into their box, and leave those of vendors that go out.
/// </summary>
internal sealed class WatchIndex(ConnectionHub hub, PlaceMember member, IOptions<SocketIoOptions> options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, HashSet<UserWatch>> _places = new(StringComparer.Ordinal);
    private readonly Lazy<ClientConnection> _member = new(member.Create);
    private readonly int _maxFollowed = options.Value.Location.MaxFollowed;

    public int PlaceCount
    {
        get
        {
            lock (_gate)
            {
                return _places.Count;
            }
        }
    }

    public void SetBox(UserWatch watch, GeoBox? box)
    {
        var cells = box is { } given ? Cells.Cover(given) : [];
        lock (_gate)
        {
            foreach (var cell in cells)
            {
                if (!_places.TryGetValue(cell, out var watches))
                {
                    _places.Add(cell, watches = []);
                    hub.Join(_member.Value, cell);
                }

                watches.Add(watch);
            }

            foreach (var cell in watch.Cells.Except(cells))
            {
                if (_places.TryGetValue(cell, out var watches) && watches.Remove(watch) && watches.Count == 0)
                {
                    _places.Remove(cell);
                    hub.Leave(_member.Value, cell);
                }
            }

            (watch.Box, watch.Cells) = (box, cells);
        }
    }

    /// <summary>The user follows exactly these vendors now.</summary>
    public static void Follow(UserWatch watch, IReadOnlyList<VendorPosition> vendors)
    {
        var rooms = vendors.Select(vendor => VendorRooms.Of(vendor.VendorId)).ToHashSet(StringComparer.Ordinal);
        foreach (var left in watch.Socket.Rooms.Where(room => !rooms.Contains(room)))
        {
            watch.Socket.Leave(left);
        }

        foreach (var room in rooms)
        {
            watch.Socket.Join(room);
        }
    }

    /// <summary>A vendor has moved, at or near <paramref name="cell"/>.</summary>
    public void OnMove(string cell, string vendorId, GeoPoint point)
    {
        UserWatch[] watches;
        lock (_gate)
        {
            watches = _places.TryGetValue(cell, out var found) ? [.. found] : [];
        }

        var room = VendorRooms.Of(vendorId);
        foreach (var watch in watches)
        {
            var inside = watch.Box?.Contains(point) == true;
            var follows = watch.Socket.IsIn(room);
            if (inside && !follows && watch.Socket.RoomCount < _maxFollowed)
            {
                watch.Socket.Join(room);
                watch.Socket.Emit(VendorEvents.OfMove(vendorId, point));
            }
            else if (!inside && follows)
            {
                watch.Socket.Leave(room);
            }
        }
    }
}
