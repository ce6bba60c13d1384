using Realtime.Gateway.Framing;

namespace Realtime.Gateway.SocketIo.Engine;

/// <summary>
/// One Engine.IO session: it starts on polling or on a WebSocket, may be upgraded from the one to the other, and ends once. What it sends goes to the
/// socket at once or waits for the next poll.
/// </summary>
internal sealed class EngineSession
{
    private readonly Lock _gate = new();
    private readonly SocketIoOptions _options;
    private readonly EngineOutbox _outbox;
    private readonly Heartbeat _heartbeat;
    private readonly Action<EngineSession> _removed;
    private IEngineReceiver? _receiver;
    private IEngineSocket? _socket;
    private IEngineSocket? _probe;
    private bool _probeAnswered;
    private long _probeDeadline;
    private bool _pushing;
    private bool _closed;
    private TaskCompletionSource<PollResult>? _poll;

    public EngineSession(string sid, SocketIoOptions options, IEngineSocket? socket, long now, Action<EngineSession> removed)
    {
        Sid = sid;
        _options = options;
        _outbox = new EngineOutbox(options.MaxWaitingBytes);
        _heartbeat = new Heartbeat(options.PingInterval, options.PingTimeout, now);
        _socket = socket;
        _removed = removed;
    }

    public string Sid { get; }

    /// <summary>Called once, last, when the session has ended.</summary>
    public Action? Ended { get; set; }

    public bool IsPolling
    {
        get
        {
            lock (_gate)
            {
                return _socket is null;
            }
        }
    }

    /// <summary>Who gets the messages; set once, before anything can arrive.</summary>
    public void Attach(IEngineReceiver receiver) => _receiver = receiver;

    /// <summary>Sends messages that must stay together, such as an event and its attachments.</summary>
    public void Send(params ReadOnlySpan<EngineMessage> messages)
    {
        bool fits;
        lock (_gate)
        {
            fits = _closed || SendLocked(messages);
        }

        if (!fits)
        {
            CloseElsewhere(EngineCloseReason.TooSlow);
        }
    }

    /// <summary>Frames of the hub on a session that began with polling: passed on to its socket, or kept for the next poll.</summary>
    public void Forward(OutboundFrame frame)
    {
        bool fits;
        lock (_gate)
        {
            fits = _closed || ForwardLocked(frame);
        }

        if (!fits)
        {
            CloseElsewhere(EngineCloseReason.TooSlow);
        }
    }

    /// <summary>A polling GET: answered at once when something waits, else when something comes.</summary>
    public async Task<PollResult> PollAsync(CancellationToken aborted)
    {
        TaskCompletionSource<PollResult>? poll = null;
        lock (_gate)
        {
            if (_closed || _socket is not null)
            {
                return PollResult.Refused(_closed ? EngineError.UnknownSession : EngineError.BadRequest);
            }

            if (_poll is null)
            {
                if (!_outbox.IsEmpty || _probeAnswered)
                {
                    return _outbox.IsEmpty ? PollResult.Of(EngineMessage.Noop) : new PollResult(_outbox.TakeAll(), null);
                }

                poll = _poll = new TaskCompletionSource<PollResult>(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        if (poll is null)
        {
            Close(EngineCloseReason.TransportError);
            return PollResult.Refused(EngineError.BadRequest);
        }

        await using var registration = aborted.Register(() => Close(EngineCloseReason.TransportError));
        return await poll.Task;
    }

    /// <summary>The packets of a polling POST. An error has ended the session too, unless it is that the session has moved to a socket.</summary>
    public EngineError? Push(IReadOnlyList<EnginePacket> packets, long now)
    {
        bool overlaps;
        lock (_gate)
        {
            if (_closed || _socket is not null)
            {
                return _closed ? EngineError.UnknownSession : EngineError.BadRequest;
            }

            overlaps = _pushing;
            _pushing = true;
        }

        if (overlaps)
        {
            Close(EngineCloseReason.TransportError);
            return EngineError.BadRequest;
        }

        var accepted = packets.All(packet => Receive(packet, now));
        lock (_gate)
        {
            _pushing = false;
        }

        return accepted ? null : EngineError.BadRequest;
    }

    /// <summary>A packet from the transport. False means that it ended the session as an error.</summary>
    public bool Receive(EnginePacket packet, long now)
    {
        switch (packet.Type)
        {
            case EnginePacketType.Message:
                _receiver!.Receive(packet);
                return true;
            case EnginePacketType.Pong:
                lock (_gate)
                {
                    _heartbeat.Pong(now);
                }

                return true;
            case EnginePacketType.Close:
                Close(EngineCloseReason.ClientClosed);
                return true;
            default:
                Close(EngineCloseReason.ParseError);
                return false;
        }
    }

    /// <summary>A WebSocket that came with this session's id. False when there is nothing to upgrade.</summary>
    public bool TryProbe(IEngineSocket socket, long now)
    {
        lock (_gate)
        {
            if (_closed || _socket is not null || _probe is not null)
            {
                return false;
            }

            _probe = socket;
            _probeDeadline = now + _options.UpgradeTimeoutMs;
            return true;
        }
    }

    /// <summary>A packet from the probing socket: the probe itself, then the upgrade. False refuses the socket; the session stays on polling.</summary>
    public bool ReceiveProbe(IEngineSocket socket, EnginePacket packet)
    {
        TaskCompletionSource<PollResult>? poll;
        lock (_gate)
        {
            if (_closed || _probe != socket)
            {
                return false;
            }

            if (packet.Type == EnginePacketType.Ping && !_probeAnswered && packet.Data.Span.SequenceEqual("probe"u8))
            {
                _probeAnswered = true;
                socket.Send(EngineMessage.ProbePong);
            }
            else if (packet.Type == EnginePacketType.Upgrade && _probeAnswered)
            {
                (_socket, _probe, _probeAnswered) = (socket, null, false);
                foreach (var message in _outbox.TakeAll())
                {
                    socket.Send(message);
                }
            }
            else
            {
                (_probe, _probeAnswered) = (null, false);
                return false;
            }

            (poll, _poll) = (_poll, null);
        }

        poll?.TrySetResult(PollResult.Of(EngineMessage.Noop));
        return true;
    }

    /// <summary>A socket is gone: the end of the session if it was its transport, of the probe if it probed.</summary>
    public void SocketClosed(IEngineSocket socket, EngineCloseReason reason)
    {
        lock (_gate)
        {
            if (_probe == socket)
            {
                (_probe, _probeAnswered) = (null, false);
                return;
            }

            if (_socket != socket)
            {
                return;
            }
        }

        Close(reason);
    }

    public void Tick(long now)
    {
        bool dead;
        IEngineSocket? expired = null;
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            dead = _heartbeat.IsDead(now) || (_heartbeat.TryPing(now) && !SendLocked([EngineMessage.Ping]));
            if (_probe is not null && now >= _probeDeadline)
            {
                (expired, _probe, _probeAnswered) = (_probe, null, false);
            }
        }

        expired?.Close(EngineCloseReason.TransportClosed);
        if (dead)
        {
            Close(EngineCloseReason.PingTimeout);
            return;
        }

        _receiver!.Tick(now);
    }

    public void Close(EngineCloseReason reason)
    {
        TaskCompletionSource<PollResult>? poll;
        IEngineSocket? socket;
        IEngineSocket? probe;
        PollResult last;
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            (poll, socket, probe) = (_poll, _socket, _probe);
            (_poll, _probe) = (null, null);
            last = LastPoll(reason);
        }

        _removed(this);
        _receiver!.Closed(reason);
        poll?.TrySetResult(last);
        socket?.Close(reason);
        probe?.Close(reason);
        Ended?.Invoke();
    }

    // A client that closes by a POST gets its open poll back empty; every other end is told to the poll that waits.
    private PollResult LastPoll(EngineCloseReason reason)
    {
        var waiting = _outbox.TakeAll();
        var end = reason == EngineCloseReason.ClientClosed ? EngineMessage.Noop : EngineMessage.Close;
        return waiting.Count == 0 ? PollResult.Of(end) : new PollResult([.. waiting, end], null);
    }

    // Senders may hold locks of their own.
    private void CloseElsewhere(EngineCloseReason reason) =>
        ThreadPool.UnsafeQueueUserWorkItem(static closing => closing.Session.Close(closing.Reason), (Session: this, Reason: reason), preferLocal: false);

    private bool SendLocked(ReadOnlySpan<EngineMessage> messages)
    {
        foreach (var message in messages)
        {
            if (_socket is not null)
            {
                _socket.Send(message);
            }
            else if (!_outbox.TryAdd(message))
            {
                return false;
            }
        }

        AnswerPollLocked();
        return true;
    }

    private bool ForwardLocked(OutboundFrame frame)
    {
        if (_socket is not null)
        {
            _socket.Forward(frame);
            return true;
        }

        var bytes = frame.Bytes;
        while (WireFrames.TryRead(ref bytes, out var opcode, out var payload))
        {
            if (opcode is Opcode.Text or Opcode.Binary && !_outbox.TryAdd(new EngineMessage(payload.ToArray(), opcode == Opcode.Binary)))
            {
                return false;
            }
        }

        AnswerPollLocked();
        return true;
    }

    private void AnswerPollLocked()
    {
        if (_socket is null && _poll is not null && !_outbox.IsEmpty)
        {
            _poll.TrySetResult(new PollResult(_outbox.TakeAll(), null));
            _poll = null;
        }
    }
}
