using Realtime.Contracts.Presence;

namespace Realtime.Presence.Tracking;

/// <summary>Brings batches into the database, in their order. Not thread-safe: one consumer feeds it.</summary>
internal sealed class DeltaApplier(DeltaPlanner planner, TrackingStore store)
{
    /// <summary>Applies the batches and returns the snapshots to ask for. After an exception nothing of them counts, and the same call may be repeated.</summary>
    public async Task<IReadOnlyList<SnapshotRequest>> ApplyAsync(IReadOnlyList<PresenceBatch> batches, bool probe, CancellationToken cancellationToken)
    {
        try
        {
            var bundle = planner.Plan(batches);
            bundle.Probe = probe;
            while (!bundle.IsEmpty)
            {
                var again = planner.Settle(await store.ApplyAsync(bundle, cancellationToken));
                if (again.Count == 0)
                {
                    break;
                }

                bundle = planner.Plan(batches.Where(batch => again.Contains(batch.GatewayId)));
            }

            var requests = planner.TakeRequests();
            if (requests.Count > 0)
            {
                await store.AwaitSnapshotsAsync(requests, cancellationToken);
            }

            return requests;
        }
        catch
        {
            planner.Reset();
            throw;
        }
    }

    /// <summary>Forgets what was learnt of the streams, since another replica may have applied meanwhile.</summary>
    public void Reset() => planner.Reset();
}
