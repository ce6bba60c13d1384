using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Npgsql;
using RabbitMQ.Client;
using Realtime.Contracts.Json;
using Realtime.Contracts.Presence;
using Realtime.Contracts.Wire;
using Realtime.Messaging.Connections;
using Realtime.Messaging.Consuming;
using Realtime.Presence.Diagnostics;
using Realtime.Presence.Outbox;
using Realtime.ServiceDefaults.Databases;

namespace Realtime.Presence.Tracking;

/// <summary>Takes batches from the queue, applies together what waits, and acknowledges what is in the database. The broker lets one replica at a time consume.</summary>
internal sealed partial class DeltaConsumer(
    BrokerConnection broker,
    DeltaApplier applier,
    SnapshotAsker asker,
    OutboxSignal outbox,
    DatabaseGate gate,
    PresenceMetrics metrics,
    IOptions<PresenceOptions> options,
    TimeProvider time,
    ILogger<DeltaConsumer> logger) : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly Channel<IncomingBatch> _incoming = Channel.CreateBounded<IncomingBatch>(
        new BoundedChannelOptions(options.Value.Prefetch) { SingleReader = true, SingleWriter = true });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.WaitAsync(stoppingToken);
        var consumer = new QueueConsumer(
            broker,
            new ConsumerOptions(BusNames.PresenceQueue) { Prefetch = (ushort)options.Value.Prefetch },
            OnDeliveryAsync,
            logger);
        await Task.WhenAll(consumer.RunAsync(stoppingToken), PumpAsync(stoppingToken));
    }

    private ValueTask OnDeliveryAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        var isProbe = delivery.Properties.Type == PipelineProbe.MessageType;
        var batch = isProbe ? null : Read(delivery.Body.Span);
        return _incoming.Writer.WriteAsync(new IncomingBatch(delivery.Channel, delivery.Tag, batch, isProbe), cancellationToken);
    }

    private PresenceBatch? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var batch = JsonSerializer.Deserialize(body, RealtimeJsonContext.Default.PresenceBatch);
            if (batch is { Changes: not null, Sequence: > 0 } && ChangeRules.IsPlain(batch.GatewayId, 200))
            {
                return batch;
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            Log.NotUnderstood(logger, exception.GetType().Name);
        }

        // The hole it leaves in the gateway's numbers brings a snapshot.
        metrics.Rejected();
        return null;
    }

    private async Task PumpAsync(CancellationToken cancellationToken)
    {
        var waiting = new List<IncomingBatch>();
        IChannel? channel = null;
        while (await _incoming.Reader.WaitToReadAsync(cancellationToken))
        {
            waiting.Clear();
            var changes = 0;
            while (changes < options.Value.MaxChangesPerCall && _incoming.Reader.TryPeek(out var next))
            {
                if (waiting.Count == 0 && next.Channel != channel)
                {
                    // Between two channels another replica may have been the active consumer.
                    applier.Reset();
                    channel = next.Channel;
                }

                if (next.Channel != channel)
                {
                    break;
                }

                _incoming.Reader.TryRead(out next);
                waiting.Add(next);
                changes += next.Batch?.Changes.Count ?? 0;
            }

            await ApplyAsync(waiting, cancellationToken);
            await AcknowledgeAsync(channel!, waiting[^1].Tag, cancellationToken);
        }
    }

    private async Task ApplyAsync(List<IncomingBatch> waiting, CancellationToken cancellationToken)
    {
        PresenceBatch[] batches = [.. waiting.Where(item => item.Batch is not null).Select(item => item.Batch!)];
        var probe = waiting.Exists(item => item.IsProbe);
        var pause = FirstPause;
        while (true)
        {
            try
            {
                await ApplyAsync(batches, probe, cancellationToken);
                return;
            }
            catch (PostgresException exception) when (!exception.IsTransient && !IsServerTrouble(exception) && batches.Length > 0)
            {
                Log.Refused(logger, batches.Length, exception.SqlState);
                if (batches.Length == 1)
                {
                    metrics.Rejected();
                    return;
                }

                foreach (var batch in batches)
                {
                    await ApplyAsync([new IncomingBatch(waiting[0].Channel, 0, batch, false)], cancellationToken);
                }

                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException)
            {
                Log.NotApplied(logger, (exception as PostgresException)?.SqlState ?? exception.GetType().Name);
                await Task.Delay(pause, time, cancellationToken);
                pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
            }
        }
    }

    private async Task ApplyAsync(IReadOnlyList<PresenceBatch> batches, bool probe, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var requests = await applier.ApplyAsync(batches, probe, cancellationToken);
        metrics.Applied(batches, time.GetElapsedTime(started), time.GetUtcNow());
        asker.Ask(requests);
        if (batches.Any(batch => batch.Changes.Count > 0 || batch.Closing))
        {
            outbox.Signal();
        }
    }

    /// <summary>Class 08, 53, 57 and 58 are about the server (starting, stopping, full), not about what was sent to it.</summary>
    private static bool IsServerTrouble(PostgresException exception) =>
        exception.SqlState[..2] is "08" or "25" or "40" or "53" or "55" or "57" or "58";

    private static async Task AcknowledgeAsync(IChannel channel, ulong tag, CancellationToken cancellationToken)
    {
        try
        {
            await channel.BasicAckAsync(tag, multiple: true, cancellationToken);
        }
        catch (Exception exception) when (BrokerOutage.Is(exception, cancellationToken))
        {
            // The broker delivers again what it has no acknowledgement for, and the database knows it by its numbers.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4101, LogLevel.Warning, "A batch of presence changes could not be read ({Reason}).", EventName = "BatchNotUnderstood")]
        public static partial void NotUnderstood(ILogger logger, string reason);

        [LoggerMessage(4102, LogLevel.Warning, "Presence changes could not be applied ({Reason}); trying again.", EventName = "ChangesNotApplied")]
        public static partial void NotApplied(ILogger logger, string reason);

        [LoggerMessage(4103, LogLevel.Error, "The database refused {Batches} batches of presence changes ({SqlState}).", EventName = "ChangesRefused")]
        public static partial void Refused(ILogger logger, int batches, string sqlState);
    }
}
