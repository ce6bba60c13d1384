using Microsoft.Extensions.Options;
using Realtime.Gateway.Hub;
using Realtime.Gateway.Protocol;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Publishing;
using Realtime.Messaging.Topology;

namespace Realtime.Gateway.Delivery;

/// <summary>
/// After the broker was away: what rooms with history got meanwhile is asked for once per room and delivered to the local members before newer messages.
/// Under the lane's gate, except for <see cref="StartAll"/>, which takes it.
/// </summary>
internal sealed partial class RoomCatchUps(
    DeliveryLane lane,
    RoomCursors cursors,
    ShardPublisher shards,
    ConnectionHub hub,
    IOptions<DeliveryOptions> options,
    TimeProvider time,
    ILogger<RoomCatchUps> logger)
{
    /// <summary>Stands in the place of a connection's id: the replay is for all local members.</summary>
    public const string Addressee = "*";

    public static ReadOnlySpan<byte> AddresseeUtf8 => "*"u8;

    private readonly Dictionary<string, RoomCatchUp> _open = new(StringComparer.Ordinal);

    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(100);

    /// <summary>More than this many messages do not wait.</summary>
    private const int MaxHeld = 10_000;

    public bool IsOpen(string room) => _open.Count > 0 && _open.ContainsKey(room);

    /// <summary>A part of the catch-up came, so the end is waited for.</summary>
    public void Extend(string room)
    {
        if (Find(room) is { } catchUp)
        {
            catchUp.Deadline = DeadlineFromNow();
        }
    }

    public RoomCatchUp? Find(string room) => _open.GetValueOrDefault(room);

    public void StartAll()
    {
        lock (lane.Gate)
        {
            foreach (var (room, (epoch, offset)) in cursors.All)
            {
                if (hub.CountInRoom(room) > 0 && !_open.ContainsKey(room))
                {
                    var catchUp = new RoomCatchUp(room, DeadlineFromNow());
                    _open.Add(room, catchUp);
                    _ = AskAsync(catchUp, epoch, offset);
                }
            }
        }
    }

    /// <summary>Keeps a live message behind the catch-up of its room; false when there is none.</summary>
    public bool TryHold(string room, RoomMessage message)
    {
        if (Find(room) is not { } catchUp)
        {
            return false;
        }

        catchUp.Held.Add(message with { Data = message.Data.ToArray() });
        catchUp.GivenUp |= catchUp.Held.Count >= MaxHeld;
        return true;
    }

    /// <summary>Ends one and returns the messages that waited behind it.</summary>
    public IReadOnlyList<RoomMessage> End(RoomCatchUp catchUp)
    {
        _open.Remove(catchUp.Room);
        return catchUp.Held;
    }

    public IReadOnlyList<RoomCatchUp> TakeOverdue()
    {
        if (_open.Count == 0)
        {
            return [];
        }

        var now = time.GetTimestamp();
        var overdue = _open.Values.Where(catchUp => catchUp.GivenUp || now >= catchUp.Deadline).ToList();
        foreach (var catchUp in overdue)
        {
            Log.TimedOut(logger, catchUp.Held.Count);
        }

        return overdue;
    }

    private long DeadlineFromNow() => time.GetTimestamp() + (long)(options.Value.RecoverTimeout.TotalSeconds * time.TimestampFrequency);

    private async Task AskAsync(RoomCatchUp catchUp, string epoch, long offset)
    {
        await Task.Yield();
        var entry = new BatchEntry
        {
            Kind = EntryKind.Recover,
            Target = RoutingKeys.Room(catchUp.Room),
            Connection = Addressee,
            Epoch = epoch,
            Offset = offset,
            Timestamp = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };

        // The publisher may come back later than the consumer; the deadline ends the wait in any case.
        while (await shards.PublishAsync(entry) is PublishResult.Unavailable or PublishResult.Returned)
        {
            if (time.GetTimestamp() >= catchUp.Deadline)
            {
                catchUp.GivenUp = true;
                return;
            }

            await Task.Delay(AskAgainAfter, time);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(331, LogLevel.Warning, "A room could not be caught up after the broker was away; {Messages} newer messages go on without.", EventName = "CatchUpTimedOut")]
        public static partial void TimedOut(ILogger logger, int messages);
    }
}
