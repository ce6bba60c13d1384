using System.Text.Json;
using Microsoft.Extensions.Options;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Topology;

namespace Realtime.Presence.Outbox;

/// <summary>Makes entries for gateways of one tick's joins and leaves: a join and a leave of one user cancel out, and too many become a summary.</summary>
internal sealed class MembersEntries(IOptions<PresenceOptions> options, TimeProvider time)
{
    public IEnumerable<BatchEntry> From(IReadOnlyList<RoomChange> changes)
    {
        foreach (var room in changes.GroupBy(change => change.Room, StringComparer.Ordinal))
        {
            // Joins and leaves of a user alternate, so an even number of them comes to nothing.
            MemberAction[] net = [.. room.GroupBy(change => change.UserId, StringComparer.Ordinal)
                .Where(user => user.Count() % 2 == 1)
                .Select(user => new MemberAction(user.Key, user.Last().Joined ? "joined" : "left"))];
            var members = room.First().Members;
            if (net.Length > 0)
            {
                yield return net.Length <= options.Value.MaxRoomChangesPerTick && (long)net.Length * members <= options.Value.MaxRoomFramesPerTick
                    ? Entry(room.Key, EntryKind.Members, "members", JsonSerializer.SerializeToUtf8Bytes(net, MembersJsonContext.Default.MemberActionArray))
                    : Entry(room.Key, EntryKind.RoomMessage, "presence", Summary(room.Key, net, members));
            }
        }
    }

    private static byte[] Summary(string room, MemberAction[] net, int members)
    {
        var joined = net.Count(change => change.Action == "joined");
        return JsonSerializer.SerializeToUtf8Bytes(new MembersSummary(room, joined, net.Length - joined, members), MembersJsonContext.Default.MembersSummary);
    }

    private BatchEntry Entry(string room, EntryKind kind, string type, byte[] data) => new()
    {
        Kind = kind,
        Target = RoutingKeys.Room(room),
        Type = type,
        Timestamp = time.GetUtcNow().ToUnixTimeMilliseconds(),
        Data = data,
    };
}
