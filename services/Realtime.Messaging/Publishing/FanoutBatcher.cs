using RabbitMQ.Client;
using Realtime.Contracts.Wire;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Connections;

namespace Realtime.Messaging.Publishing;

/// <summary>
/// Packs entries and publishes them to <c>realtime.fanout</c> on a channel of the caller's choice, in order. For work that is acknowledged on the same
/// connection afterwards: the broker takes the publishes first, so none is lost when the caller dies in between. Not thread-safe.
/// </summary>
public sealed class FanoutBatcher(ClientName origin, MessagingOptions options) : IDisposable
{
    private readonly List<PendingBatch> _batches = [];

    /// <summary>Appends an entry for <paramref name="key"/>; entries for one gateway share no message with others.</summary>
    public void Add(string key, in BatchEntry entry)
    {
        var alone = key.StartsWith(BusNames.GatewayKeyPrefix, StringComparison.Ordinal);
        var last = _batches.Count > 0 ? _batches[^1] : null;
        if (last is null || !last.Fits(key, null, alone, BatchWriter.MaxSize(entry), options))
        {
            last = new PendingBatch(origin.Value, key, alone);
            _batches.Add(last);
        }

        last.Add(key);
        last.Writer.Write(entry);
    }

    /// <summary>Publishes what was added. When it throws, nothing is kept: the caller starts over.</summary>
    public async Task FlushAsync(IChannel channel, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var batch in _batches)
            {
                await channel.BasicPublishAsync(BusNames.FanoutExchange, batch.Key, mandatory: false, batch.Properties(), batch.Writer.WrittenMemory, cancellationToken);
            }
        }
        finally
        {
            Dispose();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var batch in _batches)
        {
            batch.Dispose();
        }

        _batches.Clear();
    }
}
