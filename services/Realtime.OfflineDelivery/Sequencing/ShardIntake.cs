using System.Threading.Channels;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Connections;
using Realtime.Messaging.Consuming;
using Realtime.Messaging.Topology;
using Realtime.OfflineDelivery.Ingress;

namespace Realtime.OfflineDelivery.Sequencing;

/// <summary>Takes the messages of one shard's queue, unpacks them, and hands them to the sequencer.</summary>
internal sealed partial class ShardIntake
{
    private readonly int _shard;
    private readonly ChannelWriter<ShardDelivery> _received;
    private readonly DeadLetters _dead;
    private readonly ILogger _logger;
    private readonly QueueConsumer _consumer;
    private AcknowledgementTracker? _tracker;

    public ShardIntake(int shard, ushort prefetch, BrokerConnection broker, ChannelWriter<ShardDelivery> received, DeadLetters dead, ILogger logger)
    {
        _shard = shard;
        _received = received;
        _dead = dead;
        _logger = logger;
        _consumer = new QueueConsumer(broker, new ConsumerOptions(Shard.Queue(shard)) { Prefetch = prefetch }, ReceiveAsync, logger);
    }

    public Task RunAsync(CancellationToken cancellationToken) => _consumer.RunAsync(cancellationToken);

    private async ValueTask ReceiveAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        if (_tracker?.Channel != delivery.Channel)
        {
            _tracker = new AcknowledgementTracker(delivery.Channel);
        }

        var message = _tracker.Begin(delivery.Tag);
        var body = delivery.Body.ToArray();
        var reader = new BatchReader(body);
        var entries = new List<BatchEntry>(reader.Count);
        while (reader.TryRead(out var entry))
        {
            entries.Add(entry.ToEntry(copyData: false));
        }

        if (reader.IsMalformed)
        {
            Log.Malformed(_logger, _shard, body.Length);
            await _dead.BuryAsync(delivery.RoutingKey, delivery.Properties.ContentType, body, "The batch cannot be read.", cancellationToken);
            _tracker.Done(message);
            return;
        }

        await _received.WriteAsync(new ShardDelivery(_shard, _tracker, message, delivery.Redelivered, reader.OriginText(), entries), cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(5101, LogLevel.Error, "A batch of shard {Shard} ({Bytes} bytes) cannot be read and went to the dead letters.", EventName = "MalformedBatch")]
        public static partial void Malformed(ILogger logger, int shard, int bytes);
    }
}
