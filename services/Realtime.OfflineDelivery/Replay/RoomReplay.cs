using System.Text.Json;
using RabbitMQ.Client;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Publishing;
using Realtime.Messaging.Rooms;
using Realtime.Messaging.Topology;
using Realtime.OfflineDelivery.Diagnostics;

namespace Realtime.OfflineDelivery.Replay;

/// <summary>Replays gaps of rooms. Requests for one room that come together share one read.</summary>
internal sealed class RoomReplay(LogStore store, RoomNamespaces namespaces, DeliveryMetrics metrics, TimeProvider time)
{
    /// <summary>Told as the epoch of a room that has no log yet.</summary>
    private const string EmptyEpoch = "0";

    public async Task AnswerAsync(List<ReplayRequest> requests, FanoutBatcher batcher, IChannel channel, CancellationToken cancellationToken)
    {
        var known = requests.Where(request => namespaces.Of(request.Name).HasHistory).Select(static request => request.Name).Distinct().ToArray();
        var heads = known.Length > 0 ? await store.HeadsAsync(known, cancellationToken) : [];
        foreach (var room in requests.GroupBy(static request => request.Name))
        {
            await AnswerAsync([.. room], heads.GetValueOrDefault(room.Key), batcher, channel, cancellationToken);
        }
    }

    private async Task AnswerAsync(IReadOnlyList<ReplayRequest> requests, RoomHead? head, FanoutBatcher batcher, IChannel channel, CancellationToken cancellationToken)
    {
        var from = requests.Where(request => CanReplay(request.Entry, request.Name, head)).Select(static request => request.Entry.Offset).DefaultIfEmpty(long.MaxValue).Min();
        var log = head is not null && from < head.Head ? await store.ReadAsync(head, from, head.Head, int.MaxValue, cancellationToken) : [];
        foreach (var request in requests)
        {
            var gateway = RoutingKeys.Gateway(request.Delivery.Origin);
            var replay = CanReplay(request.Entry, request.Name, head);
            if (replay)
            {
                foreach (var row in log.Where(row => row.Offset > request.Entry.Offset))
                {
                    batcher.Add(gateway, row.ToEntry(request.Name, head!.Epoch, request.Entry.Connection));
                    metrics.Recovered(1);
                }
            }

            batcher.Add(gateway, End(request, head, replay));

            // One replay at a time is packed, however many share the read.
            await batcher.FlushAsync(channel, cancellationToken);
        }
    }

    private bool CanReplay(in BatchEntry entry, string room, RoomHead? head)
    {
        // Whoever subscribed before the first message has missed all of them, none of which may be gone.
        var fromTheStart = entry is { Epoch: EmptyEpoch, Offset: 0 };
        return head is null
            ? fromTheStart
            : (fromTheStart || entry.Epoch == head.Epoch) && entry.Offset >= head.Floor(namespaces.Of(room).HistorySize) && entry.Offset <= head.Head;
    }

    private BatchEntry End(ReplayRequest request, RoomHead? head, bool replayed)
    {
        var reason = replayed || request.Entry.Epoch is null || head is null ? null : request.Entry.Epoch == head.Epoch ? "expired" : "epoch";
        return new BatchEntry
        {
            Kind = EntryKind.RecoverEnd,
            Flags = replayed ? EntryFlags.Recovered : EntryFlags.None,
            Target = request.Entry.Target,
            Connection = request.Entry.Connection,
            MessageId = request.Entry.MessageId,
            Epoch = head?.Epoch ?? EmptyEpoch,
            Offset = head?.Head ?? 0,
            Timestamp = time.GetUtcNow().ToUnixTimeMilliseconds(),
            Data = JsonSerializer.SerializeToUtf8Bytes(new RecoverNotice(head?.First(namespaces.Of(request.Name).HistorySize) ?? 0, reason), ReplayJsonContext.Default.RecoverNotice),
        };
    }
}
