using Microsoft.Extensions.Options;
using Realtime.Gateway.Backplane;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Framing;
using Realtime.Gateway.Hub;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Publishing;
using Realtime.Messaging.Topology;

namespace Realtime.Gateway.Delivery;

/// <summary>
/// Subscriptions to rooms with history until they are live: bind, ask for the head and the gap, hold what comes meanwhile, acknowledge, write the gap and
/// the held messages, join. The list may be read by any thread; everything else happens under the lane's gate.
/// </summary>
internal sealed partial class RoomRecoveries(
    DeliveryLane lane,
    Bindings bindings,
    ShardPublisher shards,
    ConnectionHub hub,
    SubscriptionReplies replies,
    RoomCatchUps catchUps,
    RoomCursors cursors,
    RecoveredHeads heads,
    IOptions<DeliveryOptions> options,
    TimeProvider time,
    ILogger<RoomRecoveries> logger)
{
    private readonly Lock _index = new();
    private readonly Dictionary<string, List<RoomRecovery>> _byRoom = new(StringComparer.Ordinal);
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Starts one, or adds the reply to the one that is under way for the same connection and room.</summary>
    public void Start(ClientConnection connection, string room, ResumePoint? from, string? replyTo, bool live, bool mustBeComplete = false)
    {
        var most = options.Value.MaxHeldBytes;
        live = live && !IsBeingLeft(connection, room) && connection.IsIn(room);
        RoomRecovery recovery;
        lock (_index)
        {
            if (FindLocked(connection, room) is { Acknowledged: false } running)
            {
                Add(running, replyTo);
                return;
            }

            recovery = new RoomRecovery(connection, room, from, new FrameBacklog(connection, most), new FrameBacklog(connection, most))
            {
                IsLive = live,
                MustBeComplete = mustBeComplete,
                Deadline = DeadlineFromNow(),
            };
            Add(recovery, replyTo);
            if (!_byRoom.TryGetValue(room, out var list))
            {
                _byRoom[room] = list = [];
            }

            list.Add(recovery);
            _count++;
        }

        bindings.HoldRoom(room);
        _ = AskAsync(recovery);
    }

    /// <summary>Rooms that the connection is about to be in.</summary>
    public IReadOnlyList<string> RoomsOf(ClientConnection connection)
    {
        if (Count == 0)
        {
            return [];
        }

        lock (_index)
        {
            return [.. _byRoom.Values.SelectMany(list => list).Where(recovery => ReferenceEquals(recovery.Connection, connection)).Select(recovery => recovery.Room)];
        }
    }

    /// <summary>The connection does not want the room any more; null: any room.</summary>
    public void Abandon(ClientConnection connection, string? room)
    {
        if (Count == 0)
        {
            return;
        }

        lock (_index)
        {
            foreach (var recovery in _byRoom.Values.SelectMany(list => list))
            {
                if (ReferenceEquals(recovery.Connection, connection) && (room is null || recovery.Room == room))
                {
                    recovery.Abandoned = true;
                }
            }
        }
    }

    public IReadOnlyList<RoomRecovery> In(string room)
    {
        if (Count == 0)
        {
            return [];
        }

        lock (_index)
        {
            return _byRoom.TryGetValue(room, out var list) ? [.. list] : [];
        }
    }

    public RoomRecovery? Find(ClientConnection connection, string room)
    {
        lock (_index)
        {
            return FindLocked(connection, room);
        }
    }

    /// <summary>Keeps a numbered message for a subscription that is not live yet.</summary>
    public static void Hold(RoomRecovery recovery, OutboundFrame frame, long offset)
    {
        if (!recovery.IsLive)
        {
            Hold(recovery, recovery.Live, frame, offset);
        }
    }

    /// <summary>Keeps a replayed message, if it did not come before; while they come, the end is waited for.</summary>
    public void Replay(RoomRecovery recovery, OutboundFrame frame, long offset)
    {
        recovery.Deadline = DeadlineFromNow();
        if (recovery.See(offset))
        {
            Hold(recovery, recovery.Items, frame, offset);
        }
    }

    /// <summary>The end mark came, or nobody can be asked: acknowledge and start to write.</summary>
    public void End(RoomRecovery recovery, RecoveryEnd end)
    {
        if (recovery.Acknowledged)
        {
            return;
        }

        if (end.Recovered)
        {
            recovery.Items.Settle(end.Offset);
        }
        else
        {
            // What came of it may end in a hole.
            recovery.Items.Clear();
        }

        string[] waiting;
        lock (_index)
        {
            recovery.Acknowledged = true;
            waiting = [.. recovery.Replies];
        }

        foreach (var reply in waiting)
        {
            replies.Acknowledge(recovery.Connection, recovery.Room, reply, end with { Missed = recovery.Items.Count, Notice = recovery.From is null ? default : end.Notice });
        }

        if (recovery.MustBeComplete && !end.Recovered)
        {
            recovery.Connection.Close(CloseCode.TooSlow, "Too slow");
        }

        recovery.Epoch = end.Epoch;
        if (end.Epoch is not null)
        {
            // Live begins where the acknowledgement said, whatever place the client believed in.
            recovery.LastOffset = end.Offset;
        }

        Advance(recovery);
    }

    /// <summary>Under the lane's gate: moves all on.</summary>
    public void Pump()
    {
        if (Count == 0)
        {
            return;
        }

        RoomRecovery[] open;
        lock (_index)
        {
            open = [.. _byRoom.Values.SelectMany(list => list)];
        }

        foreach (var recovery in open)
        {
            if (!recovery.Acknowledged && !recovery.Abandoned && time.GetTimestamp() >= recovery.Deadline)
            {
                Log.TimedOut(logger, recovery.Connection.Id);
                End(recovery, default);
            }
            else
            {
                Advance(recovery);
            }
        }
    }

    private long DeadlineFromNow() => time.GetTimestamp() + (long)(options.Value.RecoverTimeout.TotalSeconds * time.TimestampFrequency);

    private void Advance(RoomRecovery recovery)
    {
        if (recovery.Abandoned || !recovery.Connection.IsOpen)
        {
            Close(recovery);
            return;
        }

        if (recovery.Acknowledged && recovery.Items.Pump(frame => recovery.Connection.TrySend(frame.Frame)) && recovery.Live.PumpAfter(recovery.LastOffset) && !catchUps.IsOpen(recovery.Room))
        {
            if (recovery.Epoch is { } epoch && !recovery.IsLive)
            {
                heads.Note(recovery.Room, epoch, recovery.Connection, recovery.LastOffset);
                cursors.Begin(recovery.Room, epoch, recovery.LastOffset);
            }

            hub.Join(recovery.Connection, recovery.Room);
            if (recovery.Abandoned)
            {
                // Left after the look above and before it was a member.
                hub.Leave(recovery.Connection, recovery.Room);
            }

            Close(recovery);
        }
    }

    private void Close(RoomRecovery recovery)
    {
        recovery.Items.Clear();
        recovery.Live.Clear();
        lock (_index)
        {
            if (_byRoom.TryGetValue(recovery.Room, out var list) && list.Remove(recovery))
            {
                _count--;
                if (list.Count == 0)
                {
                    _byRoom.Remove(recovery.Room);
                }
            }
            else
            {
                return;
            }
        }

        bindings.ReleaseRoom(recovery.Room);
    }

    private async Task AskAsync(RoomRecovery recovery)
    {
        var result = PublishResult.Unavailable;
        try
        {
            // Off the I/O thread: what follows may take the lane's gate.
            await bindings.RoomBoundAsync(recovery.Room).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
            result = await shards.PublishAsync(new BatchEntry
            {
                Kind = EntryKind.Recover,
                Target = RoutingKeys.Room(recovery.Room),
                Connection = recovery.Connection.Id,
                MessageId = recovery.Request,
                Epoch = recovery.From?.Epoch,
                Offset = recovery.From?.Offset ?? 0,
                Timestamp = time.GetUtcNow().ToUnixTimeMilliseconds(),
            });
        }
        catch (Exception exception)
        {
            Log.Failed(logger, exception, recovery.Connection.Id);
        }

        if (result is PublishResult.Unavailable or PublishResult.Returned)
        {
            lock (lane.Gate)
            {
                End(recovery, default);
            }
        }
    }

    private RoomRecovery? FindLocked(ClientConnection connection, string room) =>
        _byRoom.TryGetValue(room, out var list) ? list.Find(recovery => ReferenceEquals(recovery.Connection, connection) && !recovery.Abandoned) : null;

    /// <summary>An abandoned one may still make the connection a member for a moment.</summary>
    private bool IsBeingLeft(ClientConnection connection, string room) =>
        In(room).Any(recovery => recovery.Abandoned && ReferenceEquals(recovery.Connection, connection));

    private static void Add(RoomRecovery recovery, string? replyTo)
    {
        if (replyTo is not null)
        {
            recovery.Replies.Add(replyTo);
        }
    }

    private static void Hold(RoomRecovery recovery, FrameBacklog backlog, OutboundFrame frame, long offset)
    {
        frame.AddReference();
        if (!backlog.Add(new HeldFrame(frame, null, offset)))
        {
            recovery.Connection.Close(CloseCode.TooSlow, "Too slow");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(311, LogLevel.Warning, "A subscription of connection {ConnectionId} goes on without the room's log, which was not told in time.", EventName = "RecoveryTimedOut")]
        public static partial void TimedOut(ILogger logger, string connectionId);

        [LoggerMessage(312, LogLevel.Error, "The room's log could not be asked for by connection {ConnectionId}.", EventName = "RecoveryFailed")]
        public static partial void Failed(ILogger logger, Exception exception, string connectionId);
    }
}
