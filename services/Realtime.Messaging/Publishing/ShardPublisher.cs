using Microsoft.Extensions.Options;
using Realtime.Contracts.Wire;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Connections;
using Realtime.Messaging.Topology;

namespace Realtime.Messaging.Publishing;

/// <summary>
/// The durable lane: packs entries per shard, publishes them confirmed, and answers each with its result. Entries for one target keep the order of
/// the calls. Direct messages also go out live from the same publish. Thread-safe.
/// </summary>
public sealed class ShardPublisher : IDisposable
{
    private const int BatchesInFlight = 64;

    private readonly BrokerConnection _broker;
    private readonly BatchLane[] _lanes;

    /// <summary>Makes one lane per shard.</summary>
    public ShardPublisher(
        BrokerConnection broker,
        ConfirmedPublisher publisher,
        IOptions<MessagingOptions> options,
        ClientName origin,
        Diagnostics.MessagingMetrics metrics,
        TimeProvider time)
    {
        _broker = broker;
        _lanes = new BatchLane[options.Value.Shards];
        for (var shard = 0; shard < _lanes.Length; shard++)
        {
            _lanes[shard] = new BatchLane(origin.Value, options.Value, time, SendAsync, BatchesInFlight);
        }

        Task<PublishResult> SendAsync(PendingBatch batch)
        {
            metrics.Published("shards", batch.Writer.Count);
            return publisher.PublishOrderedAsync(BusNames.ShardsExchange, batch.Key, batch.Writer.WrittenMemory, batch.Properties(), CancellationToken.None);
        }
    }

    /// <summary>Publishes an entry to the shard of its target; completes with the broker's answer for it.</summary>
    public Task<PublishResult> PublishAsync(in BatchEntry entry)
    {
        if (!_broker.IsConnected)
        {
            return Task.FromResult(PublishResult.Unavailable);
        }

        var shard = Shard.Of(entry.Target, _lanes.Length);
        var live = entry.Kind == EntryKind.UserMessage ? entry.Target : null;
        return _lanes[shard].TryAdd(Shard.Key(shard), live, alone: false, entry) ?? Task.FromResult(PublishResult.Unavailable);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var lane in _lanes)
        {
            lane.Dispose();
        }
    }
}
