using Realtime.Gateway.Connections;

namespace Realtime.Gateway.Delivery;

/// <summary>
/// Frames on their way to one connection that must not overrun its queue: they are handed over as the queue empties. Guarded by the
/// <see cref="DeliveryLane"/>.
/// </summary>
internal sealed class FrameBacklog(ClientConnection connection, int maxBytes)
{
    private readonly Queue<HeldFrame> _frames = new();
    private long _bytes;

    public int Count => _frames.Count;

    /// <summary>Takes over a reference to the frame; false when too much waits.</summary>
    public bool Add(in HeldFrame frame)
    {
        if (_bytes + frame.Frame.Length > maxBytes)
        {
            frame.Frame.Release();
            return false;
        }

        _frames.Enqueue(frame);
        _bytes += frame.Frame.Length;
        return true;
    }

    /// <summary>Hands over what the connection's queue takes; true when nothing waits any more.</summary>
    public bool Pump(Action<HeldFrame> send)
    {
        var settings = connection.Settings;
        while (_frames.TryPeek(out var next))
        {
            if (connection.QueuedFrames >= settings.MaxQueuedFrames / 2 || connection.QueuedBytes >= settings.MaxQueuedBytes / 2)
            {
                return false;
            }

            _frames.Dequeue();
            _bytes -= next.Frame.Length;
            send(next);
            next.Frame.Release();
        }

        return true;
    }

    /// <summary>As <see cref="Pump"/>, leaving out what is numbered at or below <paramref name="offset"/>: it went to the connection already.</summary>
    public bool PumpAfter(long offset)
    {
        while (_frames.TryPeek(out var next) && next.Offset <= offset)
        {
            _frames.Dequeue();
            _bytes -= next.Frame.Length;
            next.Frame.Release();
        }

        return Pump(frame => connection.TrySend(frame.Frame));
    }

    /// <summary>Puts the frames in order and leaves out those beyond <paramref name="offset"/>: the rest of a replay that was given up may be among them.</summary>
    public void Settle(long offset)
    {
        var frames = _frames.OrderBy(static frame => frame.Offset).ToArray();
        _frames.Clear();
        foreach (var frame in frames)
        {
            if (frame.Offset <= offset)
            {
                _frames.Enqueue(frame);
                continue;
            }

            _bytes -= frame.Frame.Length;
            frame.Frame.Release();
        }
    }

    public void Clear()
    {
        while (_frames.TryDequeue(out var frame))
        {
            frame.Frame.Release();
        }

        _bytes = 0;
    }
}
