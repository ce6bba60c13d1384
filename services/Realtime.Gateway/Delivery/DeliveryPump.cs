using Microsoft.Extensions.Options;
using Realtime.Gateway.Hub;

namespace Realtime.Gateway.Delivery;

/// <summary>Moves drains and recoveries on between batches, and sends what was collected: acknowledgements often, journey steps less so.</summary>
internal sealed partial class DeliveryPump(
    DeliveryLane lane,
    InboxDrains drains,
    RoomRecoveries recoveries,
    RoomDelivery rooms,
    RoomCursors cursors,
    RecoveredHeads heads,
    Acknowledgements acknowledgements,
    Reports reports,
    ConnectionHub hub,
    IOptions<DeliveryOptions> options,
    TimeProvider time,
    ILogger<DeliveryPump> logger) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ForgetInterval = TimeSpan.FromSeconds(30);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        EveryAsync(Tick, PumpAsync, stoppingToken),
        EveryAsync(options.Value.AcknowledgeInterval, acknowledgements.FlushAsync, stoppingToken),
        EveryAsync(ReportInterval, reports.FlushAsync, stoppingToken),
        EveryAsync(ForgetInterval, ForgetAsync, stoppingToken));

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await acknowledgements.FlushAsync().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private Task PumpAsync()
    {
        lock (lane.Gate)
        {
            using var burst = hub.BeginBurst();
            rooms.GoOn();
            drains.Pump();
            recoveries.Pump();
        }

        return Task.CompletedTask;
    }

    private Task ForgetAsync()
    {
        lock (lane.Gate)
        {
            heads.Forget();
            cursors.Forget(room => hub.CountInRoom(room) > 0 || recoveries.In(room).Count > 0);
        }

        return Task.CompletedTask;
    }

    private async Task EveryAsync(TimeSpan period, Func<Task> work, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(period, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                await work();
            }
            catch (Exception exception)
            {
                Log.Failed(logger, exception);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(321, LogLevel.Error, "The delivery pump failed; it goes on.", EventName = "PumpFailed")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
