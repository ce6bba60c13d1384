using Realtime.Contracts.Presence;

namespace Realtime.Presence.Tracking;

/// <summary>The parts of a snapshot that have come, and the deltas that came between them.</summary>
internal sealed class SnapshotAssembly(string snapshotId, long first)
{
    /// <summary>More than a gateway of any size sends; the bound is against one that never ends its snapshot.</summary>
    private const int MaxChanges = 5_000_000;

    private readonly List<PresenceBatch> _parts = [];
    private readonly List<PresenceBatch> _between = [];
    private int _changes;

    public string SnapshotId { get; } = snapshotId;

    public long First { get; } = first;

    public long Last { get; private set; } = first - 1;

    /// <summary>Takes the next batch of the gateway; false when the snapshot cannot become whole any more.</summary>
    public bool TryAdd(PresenceBatch batch)
    {
        _changes += batch.Changes.Count;
        if (batch.Sequence != Last + 1 || _changes > MaxChanges)
        {
            return false;
        }

        Last = batch.Sequence;
        if (batch.Snapshot is null)
        {
            _between.Add(batch);
            return true;
        }

        if (batch.Snapshot.SnapshotId != SnapshotId || batch.Snapshot.Part != _parts.Count)
        {
            return false;
        }

        _parts.Add(batch);
        return true;
    }

    /// <summary>The whole, in the order in which it applies.</summary>
    public IEnumerable<PresenceBatch> Batches => _parts.Concat(_between);
}
