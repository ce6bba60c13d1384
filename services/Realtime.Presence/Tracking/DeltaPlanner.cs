using Microsoft.Extensions.Options;
using Realtime.Contracts.Presence;

namespace Realtime.Presence.Tracking;

/// <summary>Puts the batches of a bundle in the streams of their gateways: what is new is folded, what is known is skipped, what has a hole waits for a snapshot. Not thread-safe.</summary>
internal sealed class DeltaPlanner(IOptions<PresenceOptions> options, TimeProvider time)
{
    private const int MaxStreams = 10_000;

    private readonly Dictionary<string, GatewayStream> _streams = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SnapshotRequest> _requests = new(StringComparer.Ordinal);

    /// <summary>Forgets everything: after a failure, or when another replica may have applied meanwhile.</summary>
    public void Reset()
    {
        _streams.Clear();
        _requests.Clear();
    }

    public Bundle Plan(IEnumerable<PresenceBatch> batches)
    {
        if (_streams.Count > MaxStreams)
        {
            Reset();
        }

        var bundle = new Bundle();
        foreach (var batch in batches)
        {
            Place(bundle, batch);
        }

        return bundle;
    }

    /// <summary>Takes the database's word; returns the gateways whose batches have to be planned again.</summary>
    public HashSet<string> Settle(IEnumerable<GroupVerdict> verdicts)
    {
        var again = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (gatewayId, verdict, lastSequence) in verdicts)
        {
            var stream = StreamOf(gatewayId);
            switch (verdict)
            {
                case Verdict.Duplicate:
                    stream.Last = lastSequence;
                    break;
                case Verdict.PartlyKnown:
                    stream.Last = lastSequence;
                    again.Add(gatewayId);
                    break;
                case Verdict.Gap or Verdict.Fenced:
                    AskForSnapshot(gatewayId, stream);
                    break;
            }
        }

        return again;
    }

    /// <summary>The snapshots to ask for now.</summary>
    public IReadOnlyList<SnapshotRequest> TakeRequests()
    {
        SnapshotRequest[] requests = [.. _requests.Values];
        _requests.Clear();
        return requests;
    }

    private void Place(Bundle bundle, PresenceBatch batch)
    {
        var stream = StreamOf(batch.GatewayId);
        if (batch.Sequence <= (stream.Assembly?.Last ?? stream.Last))
        {
            ShowLife(bundle, batch);
        }
        else if (batch.Snapshot is { Part: 0 } snapshot)
        {
            stream.Assembly = new SnapshotAssembly(snapshot.SnapshotId, batch.Sequence);
            Assemble(bundle, batch, stream, stream.Assembly);
        }
        else if (stream.Assembly is { } assembly)
        {
            Assemble(bundle, batch, stream, assembly);
        }
        else if (stream.AwaitedSnapshot is not null || batch.Snapshot is not null || (stream.Last is { } last && batch.Sequence != last + 1))
        {
            AskForSnapshot(batch.GatewayId, stream);
            ShowLife(bundle, batch);
        }
        else
        {
            var fold = bundle.Find(batch.GatewayId);
            if (fold is null or { Kind: GroupKind.SignOfLife })
            {
                fold = new GatewayFold(batch.GatewayId, batch.StartedAt, GroupKind.Deltas, batch.Sequence);
                bundle.Put(fold);
            }

            Fold(bundle, fold, batch);
            stream.Last = batch.Sequence;
        }
    }

    private void Assemble(Bundle bundle, PresenceBatch batch, GatewayStream stream, SnapshotAssembly assembly)
    {
        if (!assembly.TryAdd(batch))
        {
            stream.Assembly = null;
            AskForSnapshot(batch.GatewayId, stream);
            ShowLife(bundle, batch);
            return;
        }

        if (batch.Snapshot is not { Last: true })
        {
            ShowLife(bundle, batch);
            return;
        }

        // It says all that is open, so it also stands for what this bundle already held of the gateway.
        var fold = new GatewayFold(batch.GatewayId, batch.StartedAt, GroupKind.Snapshot, assembly.First) { SnapshotId = assembly.SnapshotId };
        foreach (var part in assembly.Batches)
        {
            Fold(bundle, fold, part);
        }

        fold.Last = assembly.Last;
        bundle.Put(fold);
        stream.Assembly = null;
        stream.AwaitedSnapshot = null;
        stream.RequestedAt = null;
        stream.Last = assembly.Last;
        _requests.Remove(batch.GatewayId);
    }

    private static void Fold(Bundle bundle, GatewayFold fold, PresenceBatch batch)
    {
        foreach (var change in batch.Changes)
        {
            if (ChangeRules.IsValid(change))
            {
                fold.Add(change, bundle.NextOrder());
            }
        }

        fold.Last = batch.Sequence;
        fold.Closing |= batch.Closing;
    }

    private static void ShowLife(Bundle bundle, PresenceBatch batch)
    {
        if (bundle.Find(batch.GatewayId) is null)
        {
            bundle.Put(new GatewayFold(batch.GatewayId, batch.StartedAt, GroupKind.SignOfLife, batch.Sequence));
        }
    }

    private void AskForSnapshot(string gatewayId, GatewayStream stream)
    {
        stream.AwaitedSnapshot ??= Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
        if (stream.Assembly is null && (stream.RequestedAt is not { } asked || time.GetElapsedTime(asked) >= options.Value.SnapshotRetry))
        {
            stream.RequestedAt = time.GetTimestamp();
            _requests[gatewayId] = new SnapshotRequest(gatewayId, stream.AwaitedSnapshot);
        }
    }

    private GatewayStream StreamOf(string gatewayId)
    {
        if (!_streams.TryGetValue(gatewayId, out var stream))
        {
            stream = new GatewayStream();
            _streams.Add(gatewayId, stream);
        }

        return stream;
    }
}
