using System.Runtime.InteropServices;
using Realtime.Gateway.Framing;
using Realtime.Gateway.Hub;
using Realtime.Gateway.Transport;

namespace Realtime.Gateway.Connections;

/// <summary>Sending: straight to the socket when nothing waits, else through the bounded queue. All under the lock of the transport object.</summary>
internal sealed partial class ClientConnection
{
    private const int MostFramesAtOnce = 64;

    private readonly int _deflateWindow;
    private OutboundQueue _queue;
    private int _dropped;
    private bool _blocked;
    private bool _dirty;

    /// <summary>Frames that waited and were dropped, in the connection's life.</summary>
    public long DroppedFrames { get; private set; }

    public int QueuedFrames => _queue.Count;

    public int QueuedBytes => _queue.Bytes;

    /// <summary>
    /// Hands a frame to the connection, which takes its own reference. Inside a burst it leaves at the burst's end together with the others.
    /// False when the connection is closing or closed (or was closed by this very frame for being too slow), or is held up.
    /// </summary>
    public bool TrySend(OutboundFrame frame, string? conflationKey = null)
    {
        var burst = Burst.Current;
        lock (_transport)
        {
            if (_state != ConnectionState.Open || IsHeld(frame))
            {
                return false;
            }

            var chosen = Choose(frame);
            if (burst is null)
            {
                return _queue.Count == 0 && !_blocked ? SendDirect(chosen) : Enqueue(chosen, conflationKey) && Flush();
            }

            if (!Enqueue(chosen, conflationKey))
            {
                return false;
            }

            if (!_dirty)
            {
                _dirty = true;
                burst.MarkDirty(this);
            }

            return true;
        }
    }

    /// <summary>For fan-outs at the end of a burst: sends at once, behind what already waits.</summary>
    internal void SendNow(OutboundFrame frame)
    {
        lock (_transport)
        {
            if (_state != ConnectionState.Open || IsHeld(frame))
            {
                return;
            }

            if (_queue.Count == 0 && !_blocked)
            {
                SendDirect(Choose(frame));
            }
            else if (Enqueue(Choose(frame), null))
            {
                Flush();
            }
        }
    }

    internal void FlushDirty()
    {
        lock (_transport)
        {
            _dirty = false;
            Flush();
        }
    }

    /// <summary>The transport can take more.</summary>
    internal void OnWritable()
    {
        int dropped;
        bool held;
        lock (_transport)
        {
            _blocked = false;
            Flush();
            var drained = _queue.Count == 0 && _state == ConnectionState.Open;
            dropped = drained ? _dropped : 0;
            held = drained && _held is not null;
            _dropped -= dropped;
        }

        if (held)
        {
            Protocol.OnDrained(this);
        }

        if (dropped > 0 && Protocol.EncodeDropped(this, dropped) is { } notice)
        {
            using (notice)
            {
                TrySend(notice);
            }
        }
    }

    /// <summary>For transports that fetch instead of being written to.</summary>
    internal bool TryDequeue(out OutboundFrame? frame)
    {
        lock (_transport)
        {
            return _queue.TryDequeue(out frame);
        }
    }

    /// <summary>True when one of these would go out compressed on this connection.</summary>
    internal bool SendsDeflated(List<PendingFrame> frames)
    {
        if (_deflateWindow == 0)
        {
            return false;
        }

        foreach (ref readonly var pending in CollectionsMarshal.AsSpan(frames))
        {
            if (IsDeflatable(pending.Frame))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsDeflatable(OutboundFrame frame) =>
        frame.Messages == 1 && frame.PayloadLength >= _settings.CompressionThreshold && frame.PayloadLength <= _deflateWindow;

    private OutboundFrame Choose(OutboundFrame frame) =>
        _deflateWindow != 0 && IsDeflatable(frame) ? frame.GetDeflated() ?? frame : frame;

    private bool SendDirect(OutboundFrame frame)
    {
        var sent = _transport.Send(MemoryMarshal.CreateReadOnlySpan(ref frame, 1), 0);
        if (sent == frame.Length)
        {
            _core.Counters.Sent(frame.Messages, sent);
            return true;
        }

        if (sent == ConnectionTransport.Gone)
        {
            _transport.Abort();
            return false;
        }

        _queue.Enqueue(frame);
        Sent(sent);
        Block();
        return true;
    }

    private bool Enqueue(OutboundFrame frame, string? key)
    {
        if (IsFull(frame) && !_blocked)
        {
            Flush();
        }

        if (key is not null && _settings.SlowConsumer == SlowConsumerPolicy.Conflate && _queue.Replace(frame, key, out var replaced))
        {
            _queue.AdjustBytes(frame.Length - replaced);
            return true;
        }

        if (IsFull(frame) && !MakeRoom(frame))
        {
            return false;
        }

        _queue.Enqueue(frame, _settings.SlowConsumer == SlowConsumerPolicy.Conflate ? key : null);
        return true;
    }

    private bool IsFull(OutboundFrame frame) =>
        _queue.Count > 0 && (_queue.Count >= _settings.MaxQueuedFrames || (long)_queue.Bytes + frame.Length > _settings.MaxQueuedBytes);

    private bool MakeRoom(OutboundFrame frame)
    {
        if (Hold(frame))
        {
            return false;
        }

        if (_settings.SlowConsumer is SlowConsumerPolicy.Disconnect or SlowConsumerPolicy.Hold)
        {
            CloseLocked(CloseCode.TooSlow, "Too slow", null, byPeer: false);
            return false;
        }

        while (IsFull(frame))
        {
            var messages = _queue.DropOldest();
            if (messages < 0)
            {
                break;
            }

            _dropped += messages;
            DroppedFrames += messages;
            _core.Counters.Drop(messages);
        }

        return true;
    }

    private bool Flush()
    {
        while (_queue.Count > 0 && !_blocked)
        {
            var front = _queue.Front(MostFramesAtOnce);
            var offered = -_queue.Skip;
            foreach (var frame in front)
            {
                offered += frame.Length;
            }

            var sent = _transport.Send(front, _queue.Skip);
            if (sent == ConnectionTransport.Gone)
            {
                _queue.Clear();
                _transport.Abort();
                return false;
            }

            Sent(sent);
            if (sent < offered)
            {
                Block();
            }
        }

        if (_queue.Count == 0 && _state == ConnectionState.Closing)
        {
            AfterCloseSent();
        }

        return true;
    }

    private void Sent(int bytes)
    {
        if (bytes > 0)
        {
            var before = _queue.Count;
            _queue.Consume(bytes);
            _core.Counters.Sent(before - _queue.Count, bytes);
        }
    }

    private void Block()
    {
        _blocked = true;
        _transport.WantWritable();
    }
}
