using RabbitMQ.Client;
using Realtime.OfflineDelivery.Diagnostics;
using Realtime.OfflineDelivery.Ingress;
using Realtime.OfflineDelivery.Journeys;
using Realtime.OfflineDelivery.Replay;
using Realtime.OfflineDelivery.Waiting;

namespace Realtime.OfflineDelivery.Sequencing;

/// <summary>Carries a planned batch out: database, fan-out, and what follows from it.</summary>
internal sealed class BatchHandler(
    AcceptStore store,
    RoomFanout fanout,
    WaitingMessages waiting,
    InboxCaps caps,
    ReplayQueue replays,
    JourneyRecorder journeys,
    DeadLetters dead,
    DeliveryMetrics metrics,
    TimeProvider time,
    ILogger<BatchHandler> logger)
{
    public async Task HandleAsync(BatchPlan plan, IChannel channel, CancellationToken cancellationToken)
    {
        foreach (var entry in plan.Unknown)
        {
            await dead.BuryAsync(entry, "The entry cannot be understood.", cancellationToken);
        }

        var now = time.GetUtcNow();
        await store.ApplyAsync(plan, now, cancellationToken);
        var repeated = plan.Messages.Where(static message => message is { IsNew: false, Redelivered: true, Kind: PendingKind.History or PendingKind.Ephemeral }).ToList();
        if (repeated.Count > 0)
        {
            await store.FindOffsetsAsync(repeated, cancellationToken);
        }

        await fanout.PublishAsync(plan.Messages, channel, cancellationToken);
        // Nothing below may fail: the batch is stored and on its way.
        metrics.Accepted(plan);
        DeliverySpans.Stored(plan, now, logger);
        waiting.Apply(plan, now);
        caps.Apply(plan);
        journeys.Apply(plan, now);
        replays.Enqueue(plan.Replays);
    }
}
