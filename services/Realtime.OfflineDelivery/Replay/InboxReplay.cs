using System.Text.Json;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using Realtime.Messaging;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Publishing;
using Realtime.Messaging.Topology;
using Realtime.OfflineDelivery.Diagnostics;
using Realtime.OfflineDelivery.Waiting;

namespace Realtime.OfflineDelivery.Replay;

/// <summary>Sends inboxes to the sockets that asked for them: the messages in order, then the end mark.</summary>
internal sealed class InboxReplay(InboxStore store, WaitingMessages waiting, DeliveryMetrics metrics, IOptions<DeliveryOptions> options, TimeProvider time)
{
    private const int UsersAtOnce = 16;

    public async Task AnswerAsync(List<ReplayRequest> requests, FanoutBatcher batcher, IChannel channel, CancellationToken cancellationToken)
    {
        foreach (var part in requests.GroupBy(static request => request.Name).Chunk(UsersAtOnce))
        {
            var (rows, lost) = await store.DrainAsync([.. part.Select(static user => user.Key)], cancellationToken);
            var held = await HeldAsync(part, rows, cancellationToken);
            foreach (var user in part)
            {
                foreach (var request in user)
                {
                    Write(request, rows[user.Key].Where(row => !held.Contains((row.Key, DeviceOf(request)))), lost.GetValueOrDefault(user.Key), batcher);

                    // One replay at a time is packed, however many users asked.
                    await batcher.FlushAsync(channel, cancellationToken);
                }
            }

            Note(rows);
            if (lost.Count > 0)
            {
                await store.ToldAsync(lost, cancellationToken);
            }
        }
    }

    private static string DeviceOf(ReplayRequest request) => request.Entry.Sender ?? "";

    private async Task<HashSet<(Guid Key, string Device)>> HeldAsync(IGrouping<string, ReplayRequest>[] part, ILookup<string, InboxRow> rows, CancellationToken cancellationToken)
    {
        if (options.Value.DoneWhen == DoneWhen.AnyDevice)
        {
            return [];
        }

        var devices = part.SelectMany(static user => user.Select(request => (user.Key, DeviceOf(request)))).ToList();
        return await store.HeldAsync(devices, [.. rows.SelectMany(static user => user).Select(static row => row.Key)], cancellationToken);
    }

    private void Write(ReplayRequest request, IEnumerable<InboxRow> rows, long lost, FanoutBatcher batcher)
    {
        var gateway = RoutingKeys.Gateway(request.Delivery.Origin);
        var connection = request.Entry.Connection;
        var target = request.Entry.Target;
        var last = 0L;
        if (lost > 0)
        {
            batcher.Add(gateway, new BatchEntry
            {
                Kind = EntryKind.DrainItem,
                Target = target,
                Connection = connection,
                Type = "inbox_overflow",
                MessageId = MessageIds.New(),
                Timestamp = time.GetUtcNow().ToUnixTimeMilliseconds(),
                Data = JsonSerializer.SerializeToUtf8Bytes(new OverflowNotice(lost), ReplayJsonContext.Default.OverflowNotice),
            });
        }

        foreach (var row in rows)
        {
            // The attempt of this drain is counted already.
            var item = row.ToEntry(EntryKind.DrainItem, redelivered: row.Attempts > 1 || waiting.WasTried(row.Key));
            batcher.Add(gateway, item with { Connection = connection });
            last = row.Sequence;
        }

        batcher.Add(gateway, new BatchEntry
        {
            Kind = EntryKind.DrainEnd,
            Target = target,
            Connection = connection,
            MessageId = request.Entry.MessageId,
            Offset = last,
            Timestamp = time.GetUtcNow().ToUnixTimeMilliseconds(),
        });
    }

    private void Note(ILookup<string, InboxRow> rows)
    {
        foreach (var row in rows.SelectMany(static user => user))
        {
            waiting.Sent(row.ToWaiting(), first: true);
        }

        metrics.Drained(rows.Sum(static user => user.Count()));
    }
}
