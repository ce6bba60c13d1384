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
        var requests = new List<ReplayRequest>();
        while (await queue.Reader.WaitToReadAsync(cancellationToken))
        {
            while (requests.Count < AtOnce && queue.Reader.TryRead(out var request))
            {
                requests.Add(request);
            }

            for (var attempt = 0; requests.Count > 0; attempt++)
            {
                // Those of a lost channel come again.
                requests.RemoveAll(static request => !request.Delivery.Acknowledgements.IsOpen);
                try
                {
                    if (channel is not { IsOpen: true })
                    {
                        var connection = await broker.GetAsync(cancellationToken);
                        channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
                    }

                    await AnswerAsync(requests, channel, cancellationToken);
                    requests.Clear();
                }
                catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
                {
                    Log.Failed(logger, requests.Count, attempt + 1, exception);
                    await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(RetryMax.TotalMilliseconds, 50 << Math.Min(attempt, 8))), time, cancellationToken);
                }
            }
        }
    }

    private async Task AnswerAsync(List<ReplayRequest> requests, IChannel channel, CancellationToken cancellationToken)
    {
        using var batcher = new FanoutBatcher(origin, messaging.Value);
        await rooms.AnswerAsync(requests.Where(static request => request.Entry.Kind == EntryKind.Recover).ToList(), batcher, channel, cancellationToken);
        await inboxes.AnswerAsync(requests.Where(static request => request.Entry.Kind == EntryKind.Drain).ToList(), batcher, channel, cancellationToken);
        foreach (var request in requests)
        {
            request.Delivery.Done();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5171, LogLevel.Warning, "{Requests} replays failed (attempt {Attempt}); they are tried again.", EventName = "ReplayFailed")]
        public static partial void Failed(ILogger logger, int requests, int attempt, Exception exception);
    }
}
