using Microsoft.Extensions.Options;
using Npgsql;
using Realtime.Contracts.Rooms;
using Realtime.Messaging.Publishing;
using Realtime.Presence.Data;

namespace Realtime.Presence.Locations;

/// <summary>Tells followers of moves, at most one an interval and vendor with the last position always told, and of status at once. Replicas share the work row by row.</summary>
internal sealed partial class VendorFeed(
    LocationStore store,
    VendorEntries entries,
    FeedClock clock,
    FanoutPublisher fanout,
    DatabaseGate gate,
    IOptions<LocationOptions> options,
    ILogger<VendorFeed> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            await clock.WaitAsync(options.Value.FeedPoll, stoppingToken);
            try
            {
                await TellAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException)
            {
                Log.NotTold(logger, (exception as PostgresException)?.SqlState ?? exception.GetType().Name);
            }
        }
    }

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        var (news, nextDue) = await store.TakeNewsAsync(cancellationToken);
        foreach (var entry in news.Where(vendor => RoomName.IsValid("vendor:" + vendor.VendorId)).SelectMany(entries.From))
        {
            fanout.TryPost(entry.Target, entry);
        }

        if (nextDue is { } due)
        {
            clock.In(due);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4501, LogLevel.Warning, "Moves of vendors could not be told ({Reason}); trying again.", EventName = "MovesNotTold")]
        public static partial void NotTold(ILogger logger, string reason);
    }
}
