using Microsoft.Extensions.Options;
using Npgsql;
using Realtime.Messaging.Connections;
using Realtime.Messaging.Publishing;
using Realtime.ServiceDefaults.Databases;

namespace Realtime.Presence.Outbox;

/// <summary>Tells the members of rooms who joined and left, coalesced by tick.</summary>
internal sealed partial class MembersPublisher(
    OutboxStore store,
    OutboxSignal signal,
    MembersEntries entries,
    FanoutPublisher fanout,
    BrokerConnection broker,
    DatabaseGate gate,
    IOptions<PresenceOptions> options,
    TimeProvider time,
    ILogger<MembersPublisher> logger) : BackgroundService
{
    private const int Chunk = 50_000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            await signal.RoomChanges.WaitAsync(options.Value.OutboxPoll, stoppingToken);
            await Task.Delay(await TryTellAsync(stoppingToken) ? options.Value.MembersTick : Pause, time, stoppingToken);
        }
    }

    private async Task<bool> TryTellAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (broker.IsConnected && await store.HasAsync("room_changes", cancellationToken))
            {
                if (await store.TakeRoomChangesAsync(Chunk, Send, cancellationToken) == 0)
                {
                    return false;
                }
            }

            return true;
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException)
        {
            Log.NotTold(logger, (exception as PostgresException)?.SqlState ?? exception.GetType().Name);
            return false;
        }
    }

    private bool Send(IReadOnlyList<RoomChange> changes)
    {
        foreach (var entry in entries.From(changes))
        {
            if (!fanout.TryPost(entry.Target, entry))
            {
                return false;
            }
        }

        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(4211, LogLevel.Warning, "Joins and leaves could not be told ({Reason}); trying again.", EventName = "MembersNotTold")]
        public static partial void NotTold(ILogger logger, string reason);
    }
}
