using MassTransit;

namespace Realtime.OfflineDelivery.Events;

/// <summary>Publishes events in batches, each until the bus took it.</summary>
internal sealed partial class EventPublisher(EventQueue queue, IBus bus, TimeProvider time, ILogger<EventPublisher> logger) : BackgroundService
{
    private const int AtOnce = 100;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<object>(AtOnce);
        while (await queue.Reader.WaitToReadAsync(stoppingToken))
        {
            while (batch.Count < AtOnce && queue.Reader.TryRead(out var message))
            {
                batch.Add(message);
            }

            await PublishAsync(batch, stoppingToken);
        }
    }

    private async Task PublishAsync(List<object> batch, CancellationToken stoppingToken)
    {
        while (batch.Count > 0)
        {
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                limit.CancelAfter(Limit);
                await Task.WhenAll(batch.Select(message => bus.Publish(message, message.GetType(), limit.Token)));
                batch.Clear();
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, batch.Count, exception.GetType().Name);
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5141, LogLevel.Warning, "{Events} events could not be published ({Kind}); trying again.", EventName = "EventsNotPublished")]
        public static partial void Failed(ILogger logger, int events, string kind);
    }
}
