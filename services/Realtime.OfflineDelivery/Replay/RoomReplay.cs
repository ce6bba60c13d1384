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

    private LogStore Store => store;

    private DeliveryMetrics Metrics => metrics;

    public async Task<IReadOnlyList<IReplay>> BeginAsync(IReadOnlyList<ReplayRequest> requests, CancellationToken cancellationToken)
    {
        var known = requests.Where(request => namespaces.Of(request.Name).HasHistory).Select(static request => request.Name).Distinct().ToArray();
        var heads = known.Length > 0 ? await store.HeadsAsync(known, cancellationToken) : [];
        return [.. requests.GroupBy(static request => request.Name).Select(room => new Run(this, [.. room], heads.GetValueOrDefault(room.Key)))];
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

    /// <summary>The gaps in one room; all of them end where the room's head was when it began.</summary>
    private sealed class Run(RoomReplay replay, IReadOnlyList<ReplayRequest> requests, RoomHead? head) : IReplay
    {
        private readonly List<ReplayRequest> _replayed = [.. requests.Where(request => replay.CanReplay(request.Entry, request.Name, head))];
        private long? _last;
        private RoomHead? _head = head;

        public IReadOnlyList<ReplayRequest> Requests => requests;

        public async Task<bool> NextAsync(FanoutBatcher batcher, IChannel channel, CancellationToken cancellationToken)
        {
            var last = _last ?? _replayed.Select(static request => request.Entry.Offset).DefaultIfEmpty(long.MaxValue).Min();
            var done = _head is null || last >= _head.Head;
            if (!done)
            {
                var (rows, trimmed) = await replay.Store.ReadPageAsync(_head!, last, cancellationToken);

                if (trimmed > last)
                {
                    // Retention was faster than the replay, and what is missing cannot be told from what was never there.
                    _replayed.RemoveAll(request => request.Entry.Offset < trimmed);
                    _head = _head! with { Trimmed = trimmed };
                }

                done = _replayed.Count == 0 || rows.Count == 0 || rows[^1].Offset >= _head!.Head;
                await WriteAsync(rows, batcher, channel, cancellationToken);
                last = rows.Count == 0 ? last : rows[^1].Offset;
            }

            if (done)
            {
                foreach (var request in requests)
                {
                    batcher.Add(RoutingKeys.Gateway(request.Delivery.Origin), replay.End(request, _head, _replayed.Contains(request)));
                }

                await batcher.FlushAsync(channel, cancellationToken);
            }

            _last = last;
            return done;
        }

        private async Task WriteAsync(List<LogRow> rows, FanoutBatcher batcher, IChannel channel, CancellationToken cancellationToken)
        {
            foreach (var request in _replayed)
            {
                var gateway = RoutingKeys.Gateway(request.Delivery.Origin);
                foreach (var row in rows)
                {
                    if (row.Offset > request.Entry.Offset)
                    {
                        batcher.Add(gateway, row.ToEntry(request.Name, _head!.Epoch, request.Entry.Connection));
                        replay.Metrics.Recovered(1);
                    }
                }

                // One page at a time is packed, however many share the read.
                await batcher.FlushAsync(channel, cancellationToken);
            }
        }
    }
}
