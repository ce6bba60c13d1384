using System.Diagnostics.Metrics;
using Realtime.Messaging.Connections;

namespace Realtime.Messaging.Diagnostics;

/// <summary>How deep queues are and how many consumers they have, as the broker says; the last word stays while the broker is away.</summary>
public sealed class QueueGauges
{
    private readonly Dictionary<string, (long Depth, long Consumers)> _queues = new(StringComparer.Ordinal);
    private readonly BrokerConnection _broker;

    /// <summary>Adds the instruments <c>{prefix}.queue.depth</c> and <c>{prefix}.queue.consumers</c>, by queue.</summary>
    public QueueGauges(BrokerConnection broker, Meter meter, string prefix)
    {
        _broker = broker;
        meter.CreateObservableGauge($"{prefix}.queue.depth", () => Read(static queue => queue.Depth), "{message}", "Broker messages that wait, by queue.");
        meter.CreateObservableGauge($"{prefix}.queue.consumers", () => Read(static queue => queue.Consumers), "{consumer}", "Consumers of a queue; 0 means that its messages only wait.");
    }

    /// <summary>Asks the broker; does nothing while it is away.</summary>
    public async Task LookAsync(IEnumerable<string> queues, CancellationToken cancellationToken)
    {
        if (!_broker.IsConnected)
        {
            return;
        }

        var connection = await _broker.GetAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        foreach (var queue in queues)
        {
            var found = await channel.QueueDeclarePassiveAsync(queue, cancellationToken);
            lock (_queues)
            {
                _queues[queue] = (found.MessageCount, found.ConsumerCount);
            }
        }
    }

    private List<Measurement<long>> Read(Func<(long Depth, long Consumers), long> value)
    {
        lock (_queues)
        {
            return [.. _queues.Select(pair => new Measurement<long>(value(pair.Value), new KeyValuePair<string, object?>("queue", pair.Key)))];
        }
    }
}
