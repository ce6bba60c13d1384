using Microsoft.Extensions.Options;
using Realtime.Gateway.Backplane;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Hub;
using Realtime.Messaging;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Publishing;
using Realtime.Messaging.Topology;

namespace Realtime.Gateway.Delivery;

/// <summary>
/// Opens a drain of the user's inbox for each new socket, once the user's key is bound, and closes it when the end mark has come and everything is written,
/// or when the end mark does not come.
/// </summary>
internal sealed partial class InboxDrains(
    DeliveryLane lane,
    Bindings bindings,
    ShardPublisher shards,
    DurableWriter writer,
    ConnectionHub hub,
    IOptions<DeliveryOptions> options,
    TimeProvider time,
    ILogger<InboxDrains> logger)
{
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(100);

    private readonly List<InboxDrain> _open = [];

    /// <summary>Makes live messages wait on this connection from now on.</summary>
    public InboxDrain Prepare(ClientConnection connection, IDurableReceiver receiver, string userId)
    {
        var most = options.Value.MaxHeldBytes;
        var drain = new InboxDrain(connection, receiver, userId, new FrameBacklog(connection, most), new FrameBacklog(connection, most))
        {
            Deadline = DeadlineFromNow(),
        };
        receiver.Drain = drain;
        return drain;
    }

    public void Start(InboxDrain drain)
    {
        lock (_open)
        {
            _open.Add(drain);
        }

        _ = StartAsync(drain);
    }

    /// <summary>The backplane is back: what users missed meanwhile waits in their inboxes.</summary>
    public void RestartAll()
    {
        foreach (var connection in hub.Connections)
        {
            if (connection is not { State: IDurableReceiver receiver, UserId: { } user })
            {
                continue;
            }

            InboxDrain drain;
            lock (lane.Gate)
            {
                // What an open drain holds is in the inbox, and more may have come meanwhile that belongs between: start over.
                if (receiver.Drain is { } open)
                {
                    Close(open);
                }

                drain = Prepare(connection, receiver, user);
            }

            Start(drain);
        }
    }

    /// <summary>Under the lane's gate: moves all open drains on.</summary>
    public void Pump()
    {
        InboxDrain[] open;
        lock (_open)
        {
            if (_open.Count == 0)
            {
                return;
            }

            open = [.. _open];
        }

        foreach (var drain in open)
        {
            Advance(drain);
        }
    }

    /// <summary>Under the lane's gate: the end mark of a request.</summary>
    public void End(InboxDrain drain, string request)
    {
        if (drain.Request == request)
        {
            End(drain);
        }
    }

    /// <summary>Under the lane's gate: a part of the inbox came, so the end is waited for.</summary>
    public void Extend(InboxDrain drain) => drain.Deadline = DeadlineFromNow();

    private long DeadlineFromNow() => time.GetTimestamp() + (long)(options.Value.DrainTimeout.TotalSeconds * time.TimestampFrequency);

    private void End(InboxDrain drain)
    {
        drain.Ended = true;
        Advance(drain);
    }

    private void Advance(InboxDrain drain)
    {
        if (!drain.Connection.IsOpen)
        {
            Close(drain);
            return;
        }

        if (!drain.Ended && time.GetTimestamp() >= drain.Deadline)
        {
            Log.TimedOut(logger, drain.Connection.Id);
            drain.Ended = true;
        }

        if (drain.Inbox.Pump(frame => Send(drain, frame)) && drain.Ended && drain.Live.Pump(frame => Send(drain, frame)))
        {
            Close(drain);
        }
    }

    private void Send(InboxDrain drain, HeldFrame frame)
    {
        if (frame.Message is { } message)
        {
            writer.Send(drain.Connection, drain.Receiver, frame.Frame, RoutingKeys.User(drain.UserId), message, frame.Trace);
        }
        else
        {
            drain.Connection.TrySend(frame.Frame);
        }
    }

    private void Close(InboxDrain drain)
    {
        drain.Inbox.Clear();
        drain.Live.Clear();
        if (ReferenceEquals(drain.Receiver.Drain, drain))
        {
            drain.Receiver.Drain = null;
        }

        lock (_open)
        {
            _open.Remove(drain);
        }
    }

    private async Task StartAsync(InboxDrain drain)
    {
        var result = PublishResult.Unavailable;
        var request = MessageIds.New();
        drain.Request = request;
        try
        {
            // Off the I/O thread: what follows may take the lane's gate.
            await bindings.UserBoundAsync(drain.UserId).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
            result = await AskAsync(drain, request);

            // The publisher may come back later than the consumer; to give up before the deadline would let live messages overtake the inbox.
            while (result is PublishResult.Unavailable or PublishResult.Returned && IsWaiting(drain))
            {
                await Task.Delay(AskAgainAfter, time);
                result = await AskAsync(drain, request);
            }
        }
        catch (Exception exception)
        {
            Log.Failed(logger, exception, drain.Connection.Id);
        }

        if (result is PublishResult.Unavailable or PublishResult.Returned)
        {
            lock (lane.Gate)
            {
                End(drain, request);
            }
        }
    }

    private bool IsWaiting(InboxDrain drain) =>
        drain.Connection.IsOpen && ReferenceEquals(drain.Receiver.Drain, drain) && time.GetTimestamp() < drain.Deadline;

    private Task<PublishResult> AskAsync(InboxDrain drain, string request) => shards.PublishAsync(new BatchEntry
    {
        Kind = EntryKind.Drain,
        Target = RoutingKeys.User(drain.UserId),
        Connection = drain.Connection.Id,
        Sender = drain.Receiver.DeviceId,
        MessageId = request,
        Timestamp = time.GetUtcNow().ToUnixTimeMilliseconds(),
    });

    private static partial class Log
    {
        [LoggerMessage(301, LogLevel.Warning, "The inbox of connection {ConnectionId} was not drained in time; live messages go first.", EventName = "DrainTimedOut")]
        public static partial void TimedOut(ILogger logger, string connectionId);

        [LoggerMessage(302, LogLevel.Error, "The inbox of connection {ConnectionId} could not be asked for.", EventName = "DrainFailed")]
        public static partial void Failed(ILogger logger, Exception exception, string connectionId);
    }
}
