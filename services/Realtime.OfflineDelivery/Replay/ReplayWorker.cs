using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Connections;
using Realtime.Messaging.Publishing;

namespace Realtime.OfflineDelivery.Replay;

/// <summary>Answers replay requests beside the sequencer, so that a large replay does not hold up live messages.</summary>
internal sealed partial class ReplayWorker(
    ReplayQueue queue,
    InboxReplay inboxes,
    RoomReplay rooms,
    BrokerConnection broker,
    ClientName origin,
    IOptions<MessagingOptions> messaging,
    TimeProvider time,
    ILogger<ReplayWorker> logger) : BackgroundService
{
    private const int Workers = 2;
    private const int AtOnce = 64;
    private static readonly TimeSpan RetryMax = TimeSpan.FromSeconds(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => WorkAsync(stoppingToken)));

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        IChannel? channel = null;
        var fresh = new List<ReplayRequest>();
        var open = new List<IReplay>();
        var failures = 0;
        while (fresh.Count > 0 || open.Count > 0 || await queue.Reader.WaitToReadAsync(cancellationToken))
        {
            for (var room = AtOnce - fresh.Count - open.Sum(static replay => replay.Requests.Count); room > 0 && queue.Reader.TryRead(out var request); room--)
            {
                fresh.Add(request);
            }

            // Those of a lost channel come again.
            fresh.RemoveAll(static request => !request.Delivery.Acknowledgements.IsOpen);
            open.RemoveAll(static replay => replay.Requests.All(static request => !request.Delivery.Acknowledgements.IsOpen));
            try
            {
                if (channel is not { IsOpen: true })
                {
                    var connection = await broker.GetAsync(cancellationToken);
                    channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
                }

                await BeginAsync(fresh, open, cancellationToken);
                await GoOnAsync(open, channel, cancellationToken);
                failures = 0;
                if (open.Count > 0)
                {
                    await Task.Delay(ReplayPage.Pause, time, cancellationToken);
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                Log.Failed(logger, fresh.Count + open.Sum(static replay => replay.Requests.Count), failures + 1, exception);
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(RetryMax.TotalMilliseconds, 50 << Math.Min(failures++, 8))), time, cancellationToken);
            }
        }
    }

    private async Task BeginAsync(List<ReplayRequest> fresh, List<IReplay> open, CancellationToken cancellationToken)
    {
        if (fresh.Count > 0)
        {
            open.AddRange(await rooms.BeginAsync([.. fresh.Where(static request => request.Entry.Kind == EntryKind.Recover)], cancellationToken));
            open.AddRange(inboxes.Begin([.. fresh.Where(static request => request.Entry.Kind == EntryKind.Drain)]));
            fresh.Clear();
        }
    }

    /// <summary>A page of each in turn, so that a long one holds up no other.</summary>
    private async Task GoOnAsync(List<IReplay> open, IChannel channel, CancellationToken cancellationToken)
    {
        using var batcher = new FanoutBatcher(origin, messaging.Value);
        ExceptionDispatchInfo? failure = null;
        foreach (var replay in open.ToArray())
        {
            try
            {
                if (await replay.NextAsync(batcher, channel, cancellationToken))
                {
                    open.Remove(replay);
                    foreach (var request in replay.Requests)
                    {
                        request.Delivery.Done();
                    }
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        }

        failure?.Throw();
    }

    private static partial class Log
    {
        [LoggerMessage(5171, LogLevel.Warning, "{Requests} replays failed (attempt {Attempt}); they are tried again.", EventName = "ReplayFailed")]
        public static partial void Failed(ILogger logger, int requests, int attempt, Exception exception);
    }
}
