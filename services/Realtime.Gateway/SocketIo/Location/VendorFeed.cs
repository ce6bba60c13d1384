using Microsoft.Extensions.Options;
using Realtime.Contracts.Locations;
using Realtime.Gateway.SocketIo.Rooms;

namespace Realtime.Gateway.SocketIo.Location;

/// <summary>
/// Passes vendors' moves on: the first at once, then at most one per interval and vendor, the last position always. A passed-on position goes to the vendor's
/// followers, to the places it came from and went to, and to Presence.
/// </summary>
internal sealed class VendorFeed(IRoomBroadcast rooms, IVendorLocations locations, IOptions<SocketIoOptions> options, TimeProvider time) : BackgroundService
{
    private const int MaxVendors = 100_000;

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    private readonly int _interval = options.Value.Location.VendorIntervalMs;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, VendorTrack> _tracks = new(StringComparer.Ordinal);
    private readonly HashSet<string> _waiting = new(StringComparer.Ordinal);

    /// <summary>False when Presence could not take a position that was passed on at once.</summary>
    public ValueTask<bool> MoveAsync(string vendorId, GeoPoint point)
    {
        lock (_gate)
        {
            if (!_tracks.TryGetValue(vendorId, out var track))
            {
                if (_tracks.Count >= MaxVendors)
                {
                    Forget();
                }

                _tracks.Add(vendorId, track = new VendorTrack());
            }

            if (Now - track.SentAt < _interval)
            {
                track.Waiting = point;
                _waiting.Add(vendorId);
                return ValueTask.FromResult(true);
            }

            Send(vendorId, track, point);
        }

        return locations.StoreAsync(new VendorPosition(vendorId, point.Lat, point.Lng, time.GetUtcNow()));
    }

    public void Tell(string vendorId, VendorStatus status)
    {
        if (!status.Online)
        {
            lock (_gate)
            {
                _tracks.Remove(vendorId);
                _waiting.Remove(vendorId);
            }
        }

        rooms.Publish(VendorRooms.Of(vendorId), VendorRooms.StatusChanged, LocationJson.Status(vendorId, status));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                // Positions that Presence does not take now are followed by newer ones; it has logged the failure.
                await Task.WhenAll(TakeDue().Select(position => locations.StoreAsync(position).AsTask()));
            }
        }
        catch (OperationCanceledException)
        {
            // The gateway stops.
        }
    }

    private long Now => (long)time.GetElapsedTime(0).TotalMilliseconds;

    private List<VendorPosition> TakeDue()
    {
        List<VendorPosition> due = [];
        lock (_gate)
        {
            foreach (var vendorId in _waiting)
            {
                var track = _tracks[vendorId];
                if (track.Waiting is { } point && Now - track.SentAt >= _interval)
                {
                    Send(vendorId, track, point);
                    due.Add(new VendorPosition(vendorId, point.Lat, point.Lng, time.GetUtcNow()));
                }
            }

            due.ForEach(position => _waiting.Remove(position.VendorId));
        }

        return due;
    }

    // Under the gate, so that the positions of a vendor go out in order.
    private void Send(string vendorId, VendorTrack track, GeoPoint point)
    {
        (track.SentAt, track.Waiting) = (Now, null);
        var before = track.Cells;
        track.Cells = Cells.Of(point);
        var data = LocationJson.Changed(vendorId, point);
        rooms.Publish(VendorRooms.Of(vendorId), VendorRooms.LocationChanged, data);
        foreach (var cell in track.Cells.Union(before))
        {
            rooms.Publish(cell, VendorRooms.LocationChanged, data);
        }
    }

    // Forgetting a vendor costs one early position at most.
    private void Forget()
    {
        foreach (var vendorId in _tracks.Keys)
        {
            if (!_waiting.Contains(vendorId))
            {
                _tracks.Remove(vendorId);
            }
        }
    }
}
