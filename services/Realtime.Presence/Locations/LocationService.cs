using Realtime.Presence.Diagnostics;

namespace Realtime.Presence.Locations;

/// <summary>Takes positions and status, whichever way they come.</summary>
internal sealed class LocationService(LocationStore store, FeedClock clock, PresenceMetrics metrics)
{
    public async Task<int> PutAsync(IReadOnlyList<VendorPosition> positions, CancellationToken cancellationToken)
    {
        var (accepted, due) = await store.PutAsync(positions, cancellationToken);
        metrics.Positions("accepted", accepted);
        metrics.Positions("outdated", positions.Count - accepted);
        if (accepted > 0)
        {
            clock.In(due);
        }

        return accepted;
    }

    public async Task SetStatusAsync(VendorStatus status, CancellationToken cancellationToken)
    {
        await store.SetStatusAsync(status, cancellationToken);
        clock.In(TimeSpan.Zero);
    }
}
