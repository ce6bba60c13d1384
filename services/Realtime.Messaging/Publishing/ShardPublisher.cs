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
    private readonly MessagingOptions _options;
    private readonly ClientName _origin;
    private readonly Func<PendingBatch, Task<PublishResult>> _send;
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
        _options = options.Value;
        _origin = origin;
        _send = SendAsync;
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
        return _lanes[shard].TryAdd(Shard.Key(shard), LiveKey(entry), alone: false, entry) ?? Task.FromResult(PublishResult.Unavailable);
    }

    /// <summary>
    /// Publishes entries so that a failure leaves no later entry of a target ahead of an earlier one: a batch leaves when those of its shard before it are
    /// confirmed. For a caller that publishes all of them again when one was not confirmed.
    /// </summary>
    /// <returns>The result of the first that failed, otherwise <see cref="PublishResult.Confirmed"/>.</returns>
    public async Task<PublishResult> PublishInOrderAsync(IEnumerable<BatchEntry> entries)
    {
        var shards = entries.GroupBy(entry => Shard.Of(entry.Target, _lanes.Length)).Select(static shard => (shard.Key, shard.ToList()));
        var results = await Task.WhenAll(shards.Select(shard => PublishInOrderAsync(Shard.Key(shard.Key), shard.Item2)));
        return Array.Find(results, static result => result != PublishResult.Confirmed);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var lane in _lanes)
        {
            lane.Dispose();
        }
    }

    private static string? LiveKey(in BatchEntry entry) => entry.Kind == EntryKind.UserMessage ? entry.Target : null;

    private async Task<PublishResult> PublishInOrderAsync(string key, List<BatchEntry> entries)
    {
        var next = 0;
        while (next < entries.Count)
        {
            using var batch = new PendingBatch(_origin.Value, key, alone: false);
            do
            {
                var entry = entries[next++];
                if (LiveKey(entry) is { } live)
                {
                    batch.Add(live);
                }

                batch.Writer.Write(entry);
            }
            while (next < entries.Count && batch.Fits(key, LiveKey(entries[next]), alone: false, BatchWriter.MaxSize(entries[next]), _options));

            if (await _send(batch) is var result and not PublishResult.Confirmed)
            {
                return result;
            }
        }

        return PublishResult.Confirmed;
    }
}
