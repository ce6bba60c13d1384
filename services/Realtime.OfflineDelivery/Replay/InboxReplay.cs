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

    private InboxStore Store => store;

    /// <summary>Requests for one user that come together share what is read, and a few users share a statement.</summary>
    public IEnumerable<IReplay> Begin(IReadOnlyList<ReplayRequest> requests) =>
        [.. requests.GroupBy(static request => request.Name).Chunk(UsersAtOnce).Select(part => new Run(this, part))];

    private static string DeviceOf(ReplayRequest request) => request.Entry.Sender ?? "";

    private async Task<HashSet<(Guid Key, string Device)>> HeldAsync(IReadOnlyCollection<UserDrain> drains, ILookup<string, InboxRow> rows, CancellationToken cancellationToken)
    {
        if (options.Value.DoneWhen == DoneWhen.AnyDevice)
        {
            return [];
        }

        var devices = drains.SelectMany(static user => user.Requests.Select(request => (user.Id, DeviceOf(request)))).ToList();
        return await store.HeldAsync(devices, [.. rows.SelectMany(static user => user).Select(static row => row.Key)], cancellationToken);
    }

    private void Write(ReplayRequest request, IEnumerable<InboxRow> rows, FanoutBatcher batcher)
    {
        var gateway = RoutingKeys.Gateway(request.Delivery.Origin);
        foreach (var row in rows)
        {
            // The attempt of this drain is counted already.
            var item = row.ToEntry(EntryKind.DrainItem, redelivered: row.Attempts > 1 || waiting.WasTried(row.Key));
            batcher.Add(gateway, item with { Connection = request.Entry.Connection });
        }
    }

    private void WriteLost(ReplayRequest request, long lost, FanoutBatcher batcher) => batcher.Add(RoutingKeys.Gateway(request.Delivery.Origin), new BatchEntry
    {
        Kind = EntryKind.DrainItem,
        Target = request.Entry.Target,
        Connection = request.Entry.Connection,
        Type = "inbox_overflow",
        MessageId = MessageIds.New(),
        Timestamp = time.GetUtcNow().ToUnixTimeMilliseconds(),
        Data = JsonSerializer.SerializeToUtf8Bytes(new OverflowNotice(lost), ReplayJsonContext.Default.OverflowNotice),
    });

    private void WriteEnd(ReplayRequest request, long last, FanoutBatcher batcher) => batcher.Add(RoutingKeys.Gateway(request.Delivery.Origin), new BatchEntry
    {
        Kind = EntryKind.DrainEnd,
        Target = request.Entry.Target,
        Connection = request.Entry.Connection,
        MessageId = request.Entry.MessageId,
        Offset = last,
        Timestamp = time.GetUtcNow().ToUnixTimeMilliseconds(),
    });

    private void Note(List<InboxRow> rows)
    {
        foreach (var row in rows)
        {
            waiting.Sent(row.ToWaiting(), first: true);
        }

        metrics.Drained(rows.Count);
    }

    /// <summary>One user's inbox on its way.</summary>
    private sealed class UserDrain(string id, IReadOnlyList<ReplayRequest> requests)
    {
        public string Id => id;

        public IReadOnlyList<ReplayRequest> Requests => requests;

        /// <summary>The last place that was sent.</summary>
        public long Last { get; set; }

        /// <summary>Where the inbox ended at the first page: what is stored later comes live.</summary>
        public long UpTo { get; set; } = long.MaxValue;
    }

    private sealed class Run(InboxReplay replay, IGrouping<string, ReplayRequest>[] users) : IReplay
    {
        private readonly List<UserDrain> _open = [.. users.Select(static user => new UserDrain(user.Key, [.. user]))];

        public IReadOnlyList<ReplayRequest> Requests { get; } = [.. users.SelectMany(static user => user)];

        public async Task<bool> NextAsync(FanoutBatcher batcher, IChannel channel, CancellationToken cancellationToken)
        {
            var page = await replay.Store.DrainAsync(
                [.. _open.Select(static user => user.Id)], [.. _open.Select(static user => user.Last)], [.. _open.Select(static user => user.UpTo)], cancellationToken);
            var held = await replay.HeldAsync(_open, page.Rows, cancellationToken);
            foreach (var user in _open.ToArray())
            {
                await SendAsync(user, page, held, batcher, channel, cancellationToken);
            }

            if (page.Lost.Count > 0)
            {
                await replay.Store.ToldAsync(page.Lost, cancellationToken);
            }

            return _open.Count == 0;
        }

        private async Task SendAsync(UserDrain user, InboxPage page, HashSet<(Guid Key, string Device)> held, FanoutBatcher batcher, IChannel channel, CancellationToken cancellationToken)
        {
            var rows = page.Rows[user.Id].ToList();
            var last = rows.Count > 0 ? rows[^1].Sequence : user.Last;
            var end = page.Ends.GetValueOrDefault(user.Id);
            foreach (var request in user.Requests)
            {
                if (page.Lost.TryGetValue(user.Id, out var lost))
                {
                    replay.WriteLost(request, lost, batcher);
                }

                replay.Write(request, rows.Where(row => !held.Contains((row.Key, DeviceOf(request)))), batcher);
                if (last >= end)
                {
                    replay.WriteEnd(request, last, batcher);
                }

                // One page at a time is packed, however many asked.
                await batcher.FlushAsync(channel, cancellationToken);
            }

            replay.Note(rows);
            user.Last = last;
            user.UpTo = Math.Min(user.UpTo, end);
            if (last >= end)
            {
                _open.Remove(user);
            }
        }
    }
}
