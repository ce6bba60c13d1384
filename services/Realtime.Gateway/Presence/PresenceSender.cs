using System.Text.Json;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using Realtime.Contracts.Json;
using Realtime.Contracts.Presence;
using Realtime.Contracts.Wire;
using Realtime.Gateway.Backplane;
using Realtime.Messaging.Connections;
using Realtime.Messaging.Publishing;

namespace Realtime.Gateway.Presence;

/// <summary>
/// Sends numbered batches of changes, each confirmed before the next, and a heartbeat when nothing happens. What was lost, by overflow or by the broker,
/// is made up for by a snapshot.
/// </summary>
internal sealed partial class PresenceSender(
    PresenceLink link,
    PresenceSnapshot snapshot,
    SnapshotRequests requests,
    GatewayNode node,
    BrokerConnection broker,
    ConfirmedPublisher publisher,
    IOptions<PresenceOptions> options,
    TimeProvider time,
    ILogger<PresenceSender> logger) : BackgroundService
{
    private long _sequence;
    private long _lastSent;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (broker.IsConnected)
        {
            Task closing = SendAsync([], null, closing: true);
            await closing.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.BatchInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await TickAsync();
            }
            catch (Exception exception)
            {
                Log.Failed(logger, exception);
                link.Overflowed = true;
            }
        }
    }

    private async Task TickAsync()
    {
        if (!broker.IsConnected)
        {
            return;
        }

        if (link.Overflowed || requests.Current is not null)
        {
            await SendSnapshotAsync();
            return;
        }

        while (Take() is { Count: > 0 } changes)
        {
            if (!await SendAsync(changes, null, closing: false))
            {
                link.Overflowed = true;
                return;
            }
        }

        if (_sequence == 0 || time.GetElapsedTime(_lastSent) >= options.Value.Heartbeat)
        {
            await SendAsync([], null, closing: false);
        }
    }

    private List<PresenceChange> Take()
    {
        var changes = new List<PresenceChange>();
        while (changes.Count < options.Value.BatchSize && link.Changes.TryRead(out var change))
        {
            changes.Add(change);
        }

        return changes;
    }

    private async Task SendSnapshotAsync()
    {
        // What was noted so far is in the snapshot; what is noted while it is taken follows it, and is harmless where it says the same.
        var id = requests.Current ?? Guid.CreateVersion7().ToString("N");
        link.Overflowed = false;
        while (link.Changes.TryRead(out _))
        {
        }

        var parts = snapshot.Take().Chunk(options.Value.BatchSize).DefaultIfEmpty([]).ToList();
        for (var part = 0; part < parts.Count; part++)
        {
            if (!await SendAsync(parts[part], new PresenceSnapshotPart(id, part, part == parts.Count - 1), closing: false))
            {
                link.Overflowed = true;
                return;
            }
        }

        requests.Done(id);
        Log.Snapshot(logger, parts.Sum(part => part.Length));
    }

    private async Task<bool> SendAsync(IReadOnlyList<PresenceChange> changes, PresenceSnapshotPart? part, bool closing)
    {
        var batch = new PresenceBatch(node.Id, node.StartedAt, ++_sequence, part, changes, closing);
        var body = JsonSerializer.SerializeToUtf8Bytes(batch, RealtimeJsonContext.Default.PresenceBatch);
        var properties = new BasicProperties { ContentType = "application/json", DeliveryMode = DeliveryModes.Persistent };
        _lastSent = time.GetTimestamp();
        return await publisher.PublishAsync(BusNames.PresenceExchange, "", body, properties) == PublishResult.Confirmed;
    }

    private static partial class Log
    {
        [LoggerMessage(401, LogLevel.Error, "Presence could not be told; a snapshot follows.", EventName = "PresenceFailed")]
        public static partial void Failed(ILogger logger, Exception exception);

        [LoggerMessage(402, LogLevel.Information, "Sent a snapshot of {Changes} changes to Presence.", EventName = "PresenceSnapshotSent")]
        public static partial void Snapshot(ILogger logger, int changes);
    }
}
