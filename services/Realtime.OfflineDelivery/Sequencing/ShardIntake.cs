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
    // What is not done by then comes again to the next consumer, and is recognized.
    private static readonly TimeSpan YieldLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan YieldPoll = TimeSpan.FromMilliseconds(5);

    private readonly int _shard;
    private readonly ChannelWriter<ShardDelivery> _received;
    private readonly DeadLetters _dead;
    private readonly ILogger _logger;
    private readonly QueueConsumer _consumer;
    private volatile AcknowledgementTracker? _tracker;
    private volatile CancellationTokenSource? _consuming;
    private volatile bool _yielding;
    private volatile bool _isServed;

    public ShardIntake(int shard, ushort prefetch, BrokerConnection broker, ChannelWriter<ShardDelivery> received, DeadLetters dead, ILogger logger)
    {
        _shard = shard;
        _received = received;
        _dead = dead;
        _logger = logger;
        _consumer = new QueueConsumer(broker, new ConsumerOptions(Shard.Queue(shard)) { Prefetch = prefetch }, ReceiveAsync, logger);
    }

    public int ShardNumber => _shard;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            using var consuming = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            _yielding = false;
            _consuming = consuming;
            await _consumer.RunAsync(consuming.Token);
            _consuming = null;
        }
    }

    /// <summary>Whether anything came since this was asked last, which only the active consumer of the queue can say.</summary>
    public bool TakeServed()
    {
        var served = _isServed;
        _isServed = false;
        return served;
    }

    /// <summary>
    /// Lets the next consumer of the queue become the active one and queues up behind it: takes nothing more, waits until what was taken is done, and
    /// <paramref name="settle"/> has run; what came meanwhile the broker gives to the next, in its order.
    /// </summary>
    public async Task YieldAsync(Func<CancellationToken, Task> settle, TimeProvider time, CancellationToken cancellationToken)
    {
        _yielding = true;
        var started = time.GetTimestamp();
        while (_tracker is { IsOpen: true, IsIdle: false } && time.GetElapsedTime(started) < YieldLimit)
        {
            await Task.Delay(YieldPoll, time, cancellationToken);
        }

        try
        {
            await settle(cancellationToken);
        }
        finally
        {
            // In any case: an intake that takes nothing must not stay the active one.
            await StopConsumingAsync();
        }
    }

    private async Task StopConsumingAsync()
    {
        try
        {
            await (_consuming?.CancelAsync() ?? Task.CompletedTask);
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself.
        }
    }

    private async ValueTask ReceiveAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        _isServed = true;
        if (_yielding)
        {
            return;
        }

        var tracker = _tracker;
        if (tracker?.Channel != delivery.Channel)
        {
            _tracker = tracker = new AcknowledgementTracker(delivery.Channel);
        }

        var message = tracker.Begin(delivery.Tag);
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
            tracker.Done(message);
            return;
        }

        await _received.WriteAsync(new ShardDelivery(_shard, tracker, message, delivery.Redelivered, reader.OriginText(), entries), cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(5101, LogLevel.Error, "A batch of shard {Shard} ({Bytes} bytes) cannot be read and went to the dead letters.", EventName = "MalformedBatch")]
        public static partial void Malformed(ILogger logger, int shard, int bytes);
    }
}
