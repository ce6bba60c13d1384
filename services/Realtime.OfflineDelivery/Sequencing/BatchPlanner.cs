using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;
using Realtime.Contracts.Rooms;
using Realtime.Messaging;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Rooms;
using Realtime.Messaging.Topology;
using Realtime.OfflineDelivery.Replay;

namespace Realtime.OfflineDelivery.Sequencing;

/// <summary>Sorts the entries of a batch.</summary>
internal sealed class BatchPlanner(RoomNamespaces namespaces, IOptions<DeliveryOptions> options, TimeProvider time)
{
    public BatchPlan Plan(IReadOnlyList<ShardDelivery> deliveries, bool again)
    {
        var plan = new BatchPlan();
        var seen = new HashSet<Guid>();
        var now = time.GetUtcNow();
        foreach (var delivery in deliveries)
        {
            foreach (var entry in delivery.Entries)
            {
                Add(plan, seen, delivery, entry, again || delivery.Redelivered, now);
            }
        }

        foreach (var message in options.Value.DoneWhen == DoneWhen.AnyDevice ? plan.Messages : [])
        {
            if (message.Kind == PendingKind.Direct && plan.Acknowledged.ContainsKey(message.Key))
            {
                message.Kind = PendingKind.DirectAcknowledged;
            }
        }

        return plan;
    }

    private void Add(BatchPlan plan, HashSet<Guid> seen, ShardDelivery delivery, in BatchEntry entry, bool redelivered, DateTimeOffset now)
    {
        switch (entry.Kind)
        {
            case EntryKind.UserMessage when RoutingKeys.TryUser(entry.Target, out var user) && UserId.IsValid(user) && IsComplete(entry):
                AddMessage(plan, seen, delivery, entry, PendingKind.Direct, user, redelivered, now + TimeToLive(entry.TtlSeconds, options.Value.TimeToLive));
                break;
            case EntryKind.RoomPublish when RoutingKeys.TryRoom(entry.Target, out var room) && RoomName.IsValid(room) && IsComplete(entry):
                var rules = namespaces.Of(room);
                AddMessage(plan, seen, delivery, entry, rules.HasHistory ? PendingKind.History : PendingKind.Ephemeral, room, redelivered, now + TimeToLive(entry.TtlSeconds, rules.HistoryTime));
                break;
            case EntryKind.Acknowledge when RoutingKeys.TryUser(entry.Target, out var owner) && UserId.IsValid(owner) && IsText(entry.Publisher):
                AddAcknowledgements(plan, delivery.Origin, entry, owner);
                break;
            case EntryKind.Drain when RoutingKeys.TryUser(entry.Target, out var reader) && entry.Connection is not null:
                plan.Replays.Add(new ReplayRequest(delivery, reader, entry));
                break;
            case EntryKind.Recover when RoutingKeys.TryRoom(entry.Target, out var log) && entry.Connection is not null:
                plan.Replays.Add(new ReplayRequest(delivery, log, entry));
                break;
            case EntryKind.Journey when entry.MessageId is not null && entry.Type is not null:
                plan.Steps.Add((delivery.Origin, entry));
                break;
            default:
                plan.Unknown.Add(entry);
                break;
        }
    }

    private static bool IsComplete(in BatchEntry entry) =>
        MessageIds.IsValid(entry.MessageId) && entry.Type is not null
        && IsText(entry.MessageId) && IsText(entry.Type) && IsText(entry.Sender) && IsText(entry.Publisher) && IsText(entry.Trace);

    // The database's texts hold every character but this one.
    private static bool IsText(string? text) => text is null || !text.Contains('\0');

    private TimeSpan TimeToLive(int seconds, TimeSpan otherwise) =>
        seconds <= 0 ? otherwise : TimeSpan.FromSeconds(Math.Min(seconds, options.Value.MaxTimeToLive.TotalSeconds));

    private static void AddMessage(BatchPlan plan, HashSet<Guid> seen, ShardDelivery delivery, in BatchEntry entry, PendingKind kind, string name, bool redelivered, DateTimeOffset expiresAt)
    {
        var key = MessageKey.Of(entry.Target, entry.Scope, entry.MessageId!);
        if (seen.Add(key))
        {
            plan.Messages.Add(new PendingMessage(entry, key, kind, name, delivery.Shard, redelivered, delivery.Origin) { ExpiresAt = expiresAt });
        }
        else
        {
            plan.Duplicates++;
        }
    }

    private static Acknowledged AcknowledgedBy(BatchPlan plan, string origin, in BatchEntry entry, string user, string id)
    {
        if ((entry.Flags & EntryFlags.Written) == 0)
        {
            ref var byId = ref CollectionsMarshal.GetValueRefOrAddDefault(plan.AcknowledgedById, (user, id), out _);
            return byId ??= new Acknowledged(null, entry.Target, user, null, id, origin);
        }

        var scope = entry.Publisher ?? "";
        var key = MessageKey.Of(entry.Target, scope, id);
        ref var byKey = ref CollectionsMarshal.GetValueRefOrAddDefault(plan.Acknowledged, key, out _);
        return byKey ??= new Acknowledged(key, entry.Target, user, scope, id, origin);
    }

    private static void AddAcknowledgements(BatchPlan plan, string origin, in BatchEntry entry, string user)
    {
        var ids = new List<string>();
        if (!MessageIdList.TryRead(entry.Data.Span, ids))
        {
            plan.Unknown.Add(entry);
        }

        foreach (var id in ids.Where(static id => id.Length <= MessageIds.MaxLength && IsText(id)))
        {
            AcknowledgedBy(plan, origin, entry, user, id).Devices.Add(entry.Sender ?? "");
        }
    }
}
