using Realtime.Contracts.Wire;
using Realtime.Messaging.Connections;
using Realtime.Messaging.Diagnostics;

namespace Realtime.Presence.Diagnostics;

/// <summary>Looks now and then how deep the queue of deltas is and who consumes it.</summary>
internal sealed partial class PresenceGauges(BrokerConnection broker, PresenceMetrics metrics, TimeProvider time, ILogger<PresenceGauges> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var queues = new QueueGauges(broker, metrics.Meter, "realtime.presence");
        metrics.Begin();
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await queues.LookAsync([BusNames.PresenceQueue], stoppingToken);
            }
            catch (Exception exception) when (BrokerOutage.Is(exception, stoppingToken))
            {
                Log.Failed(logger, exception.GetType().Name);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(6131, LogLevel.Debug, "The queue of deltas could not be looked at ({Kind}).", EventName = "GaugesFailed")]
        public static partial void Failed(ILogger logger, string kind);
    }
}
