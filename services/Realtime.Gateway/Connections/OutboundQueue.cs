using Realtime.Gateway.Framing;

namespace Realtime.Gateway.Connections;

/// <summary>
/// Frames waiting for the socket: a ring while something waits, nothing otherwise. Holds a reference to each frame. Guarded by its connection's lock.
/// </summary>
internal struct OutboundQueue
{
    private const int SmallestRing = 8;

    private OutboundFrame[]? _ring;
    private string?[]? _keys;
    private int _head;
    private int _skip;

    public int Count { get; private set; }

    /// <summary>Bytes still to be sent.</summary>
    public int Bytes { get; private set; }

    /// <summary>Bytes of the first frame already sent.</summary>
    public readonly int Skip => _skip;

    public void Enqueue(OutboundFrame frame, string? key = null)
    {
        if (_ring is null || Count == _ring.Length)
        {
            Grow();
        }

        var at = (_head + Count) & (_ring!.Length - 1);
        frame.AddReference();
        _ring[at] = frame;
        if (key is not null)
        {
            _keys ??= new string?[_ring.Length];
            _keys[at] = key;
        }

        Count++;
        Bytes += frame.Length;
    }

    /// <summary>The first frames that lie side by side.</summary>
    public readonly ReadOnlySpan<OutboundFrame> Front(int most) =>
        _ring is null ? default : _ring.AsSpan(_head, Math.Min(Math.Min(Count, most), _ring.Length - _head));

    /// <summary>Forgets bytes that have been sent.</summary>
    public void Consume(int bytes)
    {
        Bytes -= bytes;
        bytes += _skip;
        while (Count > 0 && bytes >= _ring![_head].Length)
        {
            bytes -= _ring[_head].Length;
            RemoveHead();
        }

        _skip = bytes;
        if (Count == 0)
        {
            ReturnRing();
        }
    }

    /// <summary>Replaces a waiting frame of the same key. A frame already partly sent stays.</summary>
    public readonly bool Replace(OutboundFrame frame, string key, out int replacedBytes)
    {
        for (var i = _skip > 0 ? 1 : 0; i < Count && _keys is not null; i++)
        {
            var at = (_head + i) & (_ring!.Length - 1);
            if (_keys[at] == key)
            {
                replacedBytes = _ring[at].Length;
                frame.AddReference();
                _ring[at].Release();
                _ring[at] = frame;
                return true;
            }
        }

        replacedBytes = 0;
        return false;
    }

    public void AdjustBytes(int difference) => Bytes += difference;

    /// <summary>Drops the oldest frame that is not partly sent; returns its messages, or -1 when there is none.</summary>
    public int DropOldest()
    {
        var first = _skip > 0 ? 1 : 0;
        if (Count <= first)
        {
            return -1;
        }

        var at = (_head + first) & (_ring!.Length - 1);
        var victim = _ring[at];
        var messages = victim.Messages;
        Bytes -= victim.Length;
        if (first == 1)
        {
            // The half-sent head moves up one place, into the victim's.
            _ring[at] = _ring[_head];
            if (_keys is not null)
            {
                _keys[at] = _keys[_head];
            }

            _ring[_head] = victim;
        }

        RemoveHead();
        if (Count == 0)
        {
            ReturnRing();
        }

        return messages;
    }

    /// <summary>Drops everything that is not partly sent.</summary>
    public void ClearUnsent()
    {
        while (DropOldest() >= 0)
        {
        }
    }

    /// <summary>Drops everything.</summary>
    public void Clear()
    {
        while (Count > 0)
        {
            RemoveHead();
        }

        _skip = 0;
        Bytes = 0;
        ReturnRing();
    }

    /// <summary>Takes the first frame over, with its reference; for transports that fetch.</summary>
    public bool TryDequeue(out OutboundFrame? frame)
    {
        if (Count == 0)
        {
            frame = null;
            return false;
        }

        frame = _ring![_head];
        frame.AddReference();
        Consume(frame.Length - _skip);
        return true;
    }

    private void RemoveHead()
    {
        var frame = _ring![_head];
        _ring[_head] = null!;
        if (_keys is not null)
        {
            _keys[_head] = null;
        }

        _head = (_head + 1) & (_ring.Length - 1);
        Count--;
        frame.Release();
    }

    private void Grow()
    {
        var size = _ring is null ? SmallestRing : _ring.Length * 2;
        var ring = size == SmallestRing ? RingPool.Rent() : new OutboundFrame[size];
        var keys = _keys is null ? null : new string?[size];
        for (var i = 0; i < Count; i++)
        {
            var from = (_head + i) & (_ring!.Length - 1);
            ring[i] = _ring[from];
            if (keys is not null)
            {
                keys[i] = _keys![from];
            }
        }

        ReturnRing();
        _ring = ring;
        _keys = keys;
    }

    private void ReturnRing()
    {
        if (_ring is { Length: SmallestRing } small)
        {
            RingPool.Return(small);
        }

        _ring = null;
        _keys = null;
        _head = 0;
    }

    /// <summary>Rings of the smallest size, kept per thread.</summary>
    private static class RingPool
    {
        private const int Most = 64;

        [ThreadStatic]
        private static Stack<OutboundFrame[]>? _free;

        public static OutboundFrame[] Rent() => _free is { } free && free.TryPop(out var ring) ? ring : new OutboundFrame[SmallestRing];

        public static void Return(OutboundFrame[] ring)
        {
            var free = _free ??= new Stack<OutboundFrame[]>();
            if (free.Count < Most)
            {
                Array.Clear(ring);
                free.Push(ring);
            }
        }
    }
}
