using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using Realtime.Messaging.Connections;

namespace Realtime.Messaging.Consuming;

/// <summary>
/// Consumes a queue for as long as <see cref="RunAsync"/> runs, over reconnects and cancelled consumers. The handler is called for one message at a time,
/// in order, and must not throw; it acknowledges by <see cref="Delivery.Channel"/> unless the queue is consumed with auto-ack.
/// </summary>
public sealed partial class QueueConsumer(
    BrokerConnection broker,
    ConsumerOptions options,
    Func<Delivery, CancellationToken, ValueTask> onDelivery,
    ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>The open channel; null while there is none.</summary>
    public IChannel? Channel { get; private set; }

    /// <summary>Consumes until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var connection = await broker.GetAsync(cancellationToken);
                await ConsumeAsync(connection, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                Log.Interrupted(logger, options.Queue, exception.GetType().Name, exception.Message);
            }

            await Task.Delay(Pause, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ConsumeAsync(IConnection connection, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.ChannelShutdownAsync += (_, _) =>
        {
            ended.TrySetResult();
            return Task.CompletedTask;
        };
        if (options.Prepare is { } prepare)
        {
            await prepare(channel, cancellationToken);
        }

        await channel.BasicQosAsync(0, options.Prefetch, global: false, cancellationToken);
        var consumer = new Sink(channel, onDelivery, ended, cancellationToken);
        Channel = channel;
        try
        {
            await channel.BasicConsumeAsync(options.Queue, options.AutoAck, consumer, cancellationToken);
            await ended.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            Channel = null;
        }
    }

    private sealed class Sink(
        IChannel channel,
        Func<Delivery, CancellationToken, ValueTask> onDelivery,
        TaskCompletionSource ended,
        CancellationToken stopping) : AsyncDefaultBasicConsumer(channel)
    {
        public override async Task HandleBasicDeliverAsync(
            string consumerTag,
            ulong deliveryTag,
            bool redelivered,
            string exchange,
            string routingKey,
            IReadOnlyBasicProperties properties,
            ReadOnlyMemory<byte> body,
            CancellationToken cancellationToken = default)
        {
            if (stopping.IsCancellationRequested)
            {
                return;
            }

            await onDelivery(
                new Delivery { Channel = Channel, Tag = deliveryTag, Redelivered = redelivered, RoutingKey = routingKey, Properties = properties, Body = body },
                stopping);
        }

        public override Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
        {
            ended.TrySetResult();
            return Task.CompletedTask;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(9031, LogLevel.Warning, "Consuming {Queue} was interrupted: {Kind}: {Reason}", EventName = "ConsumerInterrupted")]
        public static partial void Interrupted(ILogger logger, string queue, string kind, string reason);
    }
}
