using System.Collections.Concurrent;
using Realtime.Contracts.Locations;
using Realtime.Gateway.SocketIo.Location;

namespace Realtime.Gateway.Tests.SocketIo.Support;

/// <summary>Presence's positions in memory, with a switch for its absence.</summary>
internal sealed class FakeLocations : IVendorLocations
{
    private readonly ConcurrentDictionary<string, VendorPosition> _positions = new();

    public bool IsDown { get; set; }

    public ValueTask<IReadOnlyList<VendorPosition>?> FindAsync(GeoBox box, int limit) => ValueTask.FromResult<IReadOnlyList<VendorPosition>?>(
        IsDown ? null : [.. _positions.Values.Where(position => box.Contains(new GeoPoint(position.Lat, position.Lng))).Take(limit)]);

    public ValueTask<bool> StoreAsync(VendorPosition position)
    {
        if (!IsDown)
        {
            _positions[position.VendorId] = position;
        }

        return ValueTask.FromResult(!IsDown);
    }

    public ValueTask<bool> RemoveAsync(string vendorId)
    {
        _positions.TryRemove(vendorId, out _);
        return ValueTask.FromResult(true);
    }
}
