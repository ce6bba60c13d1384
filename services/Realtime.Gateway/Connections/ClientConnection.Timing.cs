using System.Buffers.Binary;
using Realtime.Gateway.Framing;

namespace Realtime.Gateway.Connections;

/// <summary>Heartbeat, idle and close deadlines, receipts: all driven by the one wheel.</summary>
internal sealed partial class ClientConnection
{
    private const int ReceiptPayloadLength = 8;

    private ReceiptTracker? _receipts;
    private long _lastReceived;
    private long _lastPing;
    private long _lastPongTicks;

    /// <summary>Milliseconds of the connection clock when something was last received.</summary>
    public long LastReceived => _lastReceived;

    /// <summary>When the last pong came; null before the first.</summary>
    public DateTimeOffset? LastPong => _lastPongTicks == 0 ? null : new DateTimeOffset(_lastPongTicks, TimeSpan.Zero);

    internal ClientConnection? WheelNext { get; set; }

    internal ClientConnection? WheelPrevious { get; set; }

    internal long WheelDue { get; set; } = -1;

    internal int WheelSlot { get; set; }

    /// <summary>
    /// Asks the peer to prove that it has everything sent so far: a ping follows the frames (at most one per 200 ms), its pong calls the adapter's
    /// OnReceipt with the highest number asked for. Numbers are positive and rise.
    /// </summary>
    public void RequestReceipt(long receipt)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(receipt);
        lock (_transport)
        {
            if (_state != ConnectionState.Open)
            {
                return;
            }

            _receipts ??= new ReceiptTracker();
            _receipts.Request(receipt);
            SendReceiptPing(_core.Clock.Now);
        }
    }

    /// <summary>On the wheel's thread; a fault must not stop the wheel.</summary>
    internal void OnTimer(long now)
    {
        try
        {
            RunTimer(now);
        }
        catch (Exception exception)
        {
            Log.HandlerFailed(_core.Logger, exception, Protocol.Name, Id);
            Abort();
        }
    }

    private void RunTimer(long now)
    {
        lock (_transport)
        {
            if (_state != ConnectionState.Open)
            {
                _queue.Clear();
                _transport.Abort();
                return;
            }

            if (_settings.IdleTimeout is { } idle && now - _lastReceived >= (long)idle.TotalMilliseconds)
            {
                CloseLocked(_settings.IdleCloseCode, _settings.IdleCloseCode == CloseCode.HeartbeatMissed ? "Heartbeat missed" : "Idle", null, byPeer: false);
                return;
            }

            if (_settings.PingInterval is { } interval && now - _lastPing >= (long)interval.TotalMilliseconds)
            {
                _lastPing = now;
                using var ping = OutboundFrame.Ping();
                SendControl(ping);
            }

            SendReceiptPing(now);
            if (_state == ConnectionState.Open)
            {
                ScheduleNext();
            }
        }
    }

    private void ScheduleNext()
    {
        var due = long.MaxValue;
        if (_settings.IdleTimeout is { } idle)
        {
            due = _lastReceived + (long)idle.TotalMilliseconds;
        }

        if (_settings.PingInterval is { } interval)
        {
            due = Math.Min(due, _lastPing + (long)interval.TotalMilliseconds);
        }

        if (_receipts is { IsWaiting: true })
        {
            due = Math.Min(due, _receipts.NextPingAt);
        }

        _core.Wheel.Schedule(this, due == long.MaxValue ? -1 : due);
    }

    private void SendReceiptPing(long now)
    {
        if (_receipts is not { IsWaiting: true })
        {
            return;
        }

        var receipt = _receipts.TakeForPing(now);
        if (receipt == 0)
        {
            _core.Wheel.ScheduleBefore(this, _receipts.NextPingAt);
            return;
        }

        Span<byte> payload = stackalloc byte[ReceiptPayloadLength];
        BinaryPrimitives.WriteInt64BigEndian(payload, receipt);
        using var ping = OutboundFrame.Ping(payload);
        SendControl(ping);
    }

    private void SendControl(OutboundFrame frame)
    {
        if (Enqueue(frame, null))
        {
            Flush();
        }
    }

    private void HandlePong(ReadOnlySpan<byte> payload)
    {
        _lastPongTicks = _core.Clock.Time.GetUtcNow().UtcTicks;
        if (_receipts is null || payload.Length != ReceiptPayloadLength)
        {
            return;
        }

        var receipt = BinaryPrimitives.ReadInt64BigEndian(payload);
        bool proven;
        lock (_transport)
        {
            proven = _receipts.OnPong(receipt) && _state == ConnectionState.Open;
            SendReceiptPing(_core.Clock.Now);
        }

        if (proven)
        {
            Protocol.OnReceipt(this, receipt);
        }
    }
}
