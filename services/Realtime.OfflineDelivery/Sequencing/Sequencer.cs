using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Npgsql;
using RabbitMQ.Client;
using Realtime.Contracts.Wire;
using Realtime.Messaging.Connections;
using Realtime.OfflineDelivery.Diagnostics;
using Realtime.OfflineDelivery.Ingress;
using Realtime.ServiceDefaults.Databases;

namespace Realtime.OfflineDelivery.Sequencing;

/// <summary>
/// Takes entries from all shards whose consumer is active here and handles them in batches, one after the other: one database round trip, one packed
/// fan-out, one acknowledgement. A batch that fails is tried again until it succeeds or its channels are gone.
/// </summary>
internal sealed partial class Sequencer(
    BrokerConnection broker,
    DatabaseGate gate,
    BatchPlanner planner,
    BatchHandler handler,
    DeadLetters dead,
    ShardBalancer balancer,
    DeliveryMetrics metrics,
    IOptions<DeliveryOptions> options,
    IOptions<MessagingOptions> messaging,
    TimeProvider time,
    ILogger<Sequencer> logger) : BackgroundService
{
    private const int MaxWaiting = 256;
    private static readonly TimeSpan RetryMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryMax = TimeSpan.FromSeconds(2);

    private readonly Channel<ShardDelivery> _received = Channel.CreateBounded<ShardDelivery>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private IChannel? _fanout;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.WaitAsync(stoppingToken);
        using var consuming = new CancellationTokenSource();
        var intakes = Enumerable.Range(0, messaging.Value.Shards)
            .Select(shard => new ShardIntake(shard, (ushort)options.Value.Prefetch, broker, _received.Writer, dead, logger))
            .ToArray();
        Task[] running = [.. intakes.Select(intake => intake.RunAsync(consuming.Token)), balancer.RunAsync(intakes, SettleFanoutAsync, consuming.Token)];
        try
        {
            await HandleAllAsync(stoppingToken);
        }
        finally
        {
            await consuming.CancelAsync();
            await Task.WhenAll(running);
        }
    }

    /// <summary>Returns when the broker has routed what was sent to the gateways, so that another replica's fan-out cannot overtake it.</summary>
    private async Task SettleFanoutAsync(CancellationToken cancellationToken)
    {
        if (_fanout is { IsOpen: true } channel)
        {
            await channel.ExchangeDeclarePassiveAsync(BusNames.FanoutExchange, cancellationToken);
        }
    }

    private async Task HandleAllAsync(CancellationToken cancellationToken)
    {
        var batch = new List<ShardDelivery>();
        var lastHandled = 0L;
        while (await _received.Reader.WaitToReadAsync(cancellationToken))
        {
            var entries = Take(batch, 0);
            var wait = options.Value.BatchWindow - time.GetElapsedTime(lastHandled);
            if (entries > 0 && entries < options.Value.BatchSize && wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time, cancellationToken);
                Take(batch, entries);
            }

            lastHandled = time.GetTimestamp();
            if (batch.Count > 0)
            {
                await HandleAsync(batch, cancellationToken);
                batch.Clear();
            }
        }
    }

    private int Take(List<ShardDelivery> batch, int entries)
    {
        while (entries < options.Value.BatchSize && _received.Reader.TryRead(out var next))
        {
            if (next.Acknowledgements.IsOpen)
            {
                batch.Add(next);
                entries += next.Weight;
            }
        }

        return entries;
    }

    private async Task HandleAsync(List<ShardDelivery> batch, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var refused = false;
        for (var attempt = 0; !cancellationToken.IsCancellationRequested; attempt++)
        {
            batch.RemoveAll(static delivery => !delivery.Acknowledgements.IsOpen);
            if (batch.Count == 0)
            {
                return;
            }

            try
            {
                if (refused)
                {
                    await HandleEachAsync(batch, cancellationToken);
                    return;
                }

                await ApplyAsync(batch, attempt > 0, cancellationToken);
                metrics.Handled(batch.Sum(static delivery => delivery.Entries.Count), time.GetElapsedTime(started));
                return;
            }
            catch (PostgresException exception) when (IsDataFault(exception))
            {
                Log.Refused(logger, batch.Count, exception.SqlState);
                Split(batch);
                refused = true;
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                Log.Failed(logger, batch.Count, attempt + 1, exception);
                var pause = Math.Min(RetryMax.TotalMilliseconds, RetryMin.TotalMilliseconds * Math.Pow(2, Math.Min(attempt, 10)));
                await Task.Delay(TimeSpan.FromMilliseconds(pause), time, cancellationToken);
            }
        }
    }

    /// <summary>Each entry on its own; a broker message is done when all of its entries are.</summary>
    private static void Split(List<ShardDelivery> batch)
    {
        var whole = batch.ToArray();
        batch.Clear();
        foreach (var delivery in whole)
        {
            foreach (var entry in delivery.Entries)
            {
                AcknowledgementTracker.Hold(delivery.Message);
                batch.Add(delivery with { Entries = [entry] });
            }

            delivery.Done();
        }
    }

    /// <summary>Something in the batch is refused by the database: what is good passes, the rest goes to the dead letters. What is done leaves the batch.</summary>
    private async Task HandleEachAsync(List<ShardDelivery> batch, CancellationToken cancellationToken)
    {
        while (batch.Count > 0)
        {
            await HandleOneAsync(batch[0], cancellationToken);
            batch.RemoveAt(0);
        }
    }

    private async Task HandleOneAsync(ShardDelivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            await ApplyAsync([delivery], again: true, cancellationToken);
        }
        catch (PostgresException exception) when (IsDataFault(exception))
        {
            await dead.BuryAsync(delivery.Entries[0], $"The database refuses the message ({exception.SqlState}).", cancellationToken);
            delivery.Done();
        }
    }

    private async Task ApplyAsync(IReadOnlyList<ShardDelivery> batch, bool again, CancellationToken cancellationToken)
    {
        var plan = planner.Plan(batch, again);
        if (_fanout is not { IsOpen: true })
        {
            var connection = await broker.GetAsync(cancellationToken);
            _fanout = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        }

        await handler.HandleAsync(plan, _fanout, cancellationToken);
        foreach (var delivery in batch)
        {
            delivery.Done();
        }
    }

    private static bool IsDataFault(PostgresException exception) => exception.SqlState.StartsWith("22", StringComparison.Ordinal) || exception.SqlState == PostgresErrorCodes.ProgramLimitExceeded;

    private static partial class Log
    {
        [LoggerMessage(5111, LogLevel.Error, "A batch of {Messages} broker messages failed (attempt {Attempt}); it is tried again.", EventName = "SequencingFailed")]
        public static partial void Failed(ILogger logger, int messages, int attempt, Exception exception);

        [LoggerMessage(5112, LogLevel.Error, "The database refuses something in a batch of {Messages} broker messages ({State}); they are handled one by one.", EventName = "SequencingRefused")]
        public static partial void Refused(ILogger logger, int messages, string state);
    }
}
