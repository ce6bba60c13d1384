using Npgsql;
using Realtime.OfflineDelivery.Diagnostics;
using Realtime.ServiceDefaults.Databases;

namespace Realtime.OfflineDelivery.Journeys;

/// <summary>Writes collected steps once a second. When the database is away they wait in the recorder, which is bounded.</summary>
internal sealed partial class JourneyWriter(
    JourneyRecorder recorder,
    JourneyStore store,
    DatabaseGate gate,
    DeliveryMetrics metrics,
    TimeProvider time,
    ILogger<JourneyWriter> logger) : BackgroundService
{
    private const int AtOnce = 20_000;
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await WriteAsync(Age, stoppingToken);
            }
        }
        finally
        {
            await WriteAsync(TimeSpan.Zero, CancellationToken.None);
        }
    }

    private async Task WriteAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        while (recorder.Take(age, AtOnce) is { Count: > 0 } drafts)
        {
            try
            {
                await store.WriteAsync(drafts, cancellationToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException)
            {
                metrics.StepsDropped(drafts.Sum(static draft => draft.Steps.Count));
                Log.Failed(logger, drafts.Count, exception.GetType().Name);
                return;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5151, LogLevel.Warning, "The journeys of {Messages} messages could not be written ({Kind}).", EventName = "JourneysNotWritten")]
        public static partial void Failed(ILogger logger, int messages, string kind);
    }
}
