using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using Realtime.Messaging.Connections;

namespace Realtime.Messaging.Consuming;

/// <summary>
/// Takes messages of a queue together, hands them to one handler at a time in order, and acknowledges all of them at once when it returned. A handler
/// that throws gets the same messages again after a pause, until it succeeds or the channel is gone (then the broker delivers them again).
/// </summary>
public sealed partial class BatchConsumer
{
    private readonly ConsumerOptions _consumerOptions;
    private readonly BatchConsumerOptions _options;
    private readonly Func<IReadOnlyList<BufferedDelivery>, CancellationToken, Task> _handle;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<BufferedDelivery> _received;
    private readonly QueueConsumer _consumer;

    /// <summary>Makes the consumer; <see cref="RunAsync"/> starts it.</summary>
    public BatchConsumer(
        BrokerConnection broker,
        ConsumerOptions consumerOptions,
        BatchConsumerOptions options,
        Func<IReadOnlyList<BufferedDelivery>, CancellationToken, Task> handle,
        TimeProvider time,
        ILogger logger)
    {
        _consumerOptions = consumerOptions;
        _options = options;
        _handle = handle;
        _time = time;
        _logger = logger;
        // Unacknowledged messages are bounded by the prefetch; twice that, because those of a lost channel may still be inside.
        _received = System.Threading.Channels.Channel.CreateBounded<BufferedDelivery>(
            new BoundedChannelOptions(Math.Max(2, consumerOptions.Prefetch * 2)) { SingleReader = true });
        _consumer = new QueueConsumer(broker, consumerOptions, ReceiveAsync, logger);
    }

    /// <summary>Messages that were received and wait to be handled.</summary>
    public int Waiting => _received.Reader.Count;

    /// <summary>Consumes until cancelled; the batch in work is finished and acknowledged.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var consuming = new CancellationTokenSource();
        var consumer = _consumer.RunAsync(consuming.Token);
        try
        {
            await HandleAllAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Log.Stopping(_logger, _consumerOptions.Queue);
        }
        finally
        {
            await consuming.CancelAsync();
            await consumer;
        }
    }

    private ValueTask ReceiveAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        var body = delivery.Body.ToArray();
        return _received.Writer.WriteAsync(
            new BufferedDelivery(
                delivery.Channel,
                delivery.Tag,
                delivery.Redelivered,
                delivery.RoutingKey,
                delivery.Properties.Headers,
                delivery.Properties.ContentType,
                delivery.Properties.MessageId,
                delivery.Properties.AppId,
                body,
                Math.Max(1, _options.Weigh(body)),
                _time.GetTimestamp()),
            cancellationToken);
    }

    private async Task HandleAllAsync(CancellationToken cancellationToken)
    {
        var batch = new List<BufferedDelivery>();
        var lastHandled = 0L;
        while (await _received.Reader.WaitToReadAsync(cancellationToken))
        {
            var weight = Take(batch, 0);
            var wait = _options.Window - _time.GetElapsedTime(lastHandled);
            if (batch.Count > 0 && weight < _options.MaxWeight && wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, _time, cancellationToken);
                Take(batch, weight);
            }

            lastHandled = _time.GetTimestamp();
            if (batch.Count > 0)
            {
                await HandleAsync(batch, cancellationToken);
                batch.Clear();
            }
        }
    }

    private int Take(List<BufferedDelivery> batch, int weight)
    {
        while (weight < _options.MaxWeight && _received.Reader.TryPeek(out var next))
        {
            if (batch.Count > 0 && next.Channel != batch[0].Channel)
            {
                break;
            }

            _received.Reader.TryRead(out _);
            if (next.Channel.IsOpen)
            {
                batch.Add(next);
                weight += next.Weight;
            }
        }

        return weight;
    }

    private async Task HandleAsync(List<BufferedDelivery> batch, CancellationToken cancellationToken)
    {
        var channel = batch[0].Channel;
        for (var attempt = 0; channel.IsOpen && !cancellationToken.IsCancellationRequested; attempt++)
        {
            try
            {
                await _handle(batch, cancellationToken);
                await AcknowledgeAsync(channel, batch[^1].Tag);
                return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                Log.Failed(_logger, _consumerOptions.Queue, batch.Count, attempt + 1, exception);
                var pause = Math.Min(_options.RetryMax.TotalMilliseconds, _options.RetryMin.TotalMilliseconds * Math.Pow(2, Math.Min(attempt, 16)));
                await Task.Delay(TimeSpan.FromMilliseconds(pause), _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task AcknowledgeAsync(IChannel channel, ulong tag)
    {
        try
        {
            await channel.BasicAckAsync(tag, multiple: true);
        }
        catch (Exception exception) when (BrokerOutage.Is(exception, CancellationToken.None))
        {
            // The broker delivers the messages again; the handler recognizes them.
            Log.NotAcknowledged(_logger, _consumerOptions.Queue, exception.GetType().Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(9041, LogLevel.Error, "Handling {Messages} messages of {Queue} failed (attempt {Attempt}); they are tried again.", EventName = "BatchFailed")]
        public static partial void Failed(ILogger logger, string queue, int messages, int attempt, Exception exception);

        [LoggerMessage(9043, LogLevel.Debug, "Consuming {Queue} ends.", EventName = "BatchConsumerStopping")]
        public static partial void Stopping(ILogger logger, string queue);

        [LoggerMessage(9042, LogLevel.Warning, "Messages of {Queue} were handled but not acknowledged: {Kind}", EventName = "BatchNotAcknowledged")]
        public static partial void NotAcknowledged(ILogger logger, string queue, string kind);
    }
}
