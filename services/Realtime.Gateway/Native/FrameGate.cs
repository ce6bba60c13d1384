namespace Realtime.Gateway.Native;

/// <summary>
/// Holds back the frames that follow a request which has to wait (an authentication for Auth's keys, a subscription for the size of a limited room), so
/// that they are handled after it. One thread at a time hands the held frames on; a held frame may shut the gate again.
/// </summary>
internal sealed class FrameGate
{
    private const int MaxFrames = 64;
    private const int MaxBytes = 256 * 1024;

    private Queue<byte[]>? _held;
    private int _heldBytes;
    private int _waiting;
    private bool _replaying;

    private bool IsClosed => _held is not null;

    /// <summary>A request waits; <see cref="TryReopen"/> follows when it has its answer.</summary>
    public void Shut()
    {
        lock (this)
        {
            _held ??= new Queue<byte[]>();
            _waiting++;
        }
    }

    /// <summary>Keeps a frame while the gate is shut. False when the gate is open: handle the frame now.</summary>
    public bool TryHold(ReadOnlySpan<byte> payload, out bool overflow)
    {
        overflow = false;
        if (Volatile.Read(ref _held) is null)
        {
            return false;
        }

        lock (this)
        {
            if (!IsClosed)
            {
                return false;
            }

            overflow = _held!.Count >= MaxFrames || _heldBytes + payload.Length > MaxBytes;
            if (!overflow)
            {
                _held.Enqueue(payload.ToArray());
                _heldBytes += payload.Length;
            }

            return true;
        }
    }

    /// <summary>A request waits no more. True for whoever has to hand the held frames on now.</summary>
    public bool TryReopen()
    {
        lock (this)
        {
            if (--_waiting > 0 || _replaying)
            {
                return false;
            }

            _replaying = true;
            return true;
        }
    }

    /// <summary>The next held frame; null when there is none, and the gate stands open from then on, or when a request waits again.</summary>
    public byte[]? Release()
    {
        lock (this)
        {
            if (_waiting > 0)
            {
                _replaying = false;
                return null;
            }

            if (_held is null || _held.Count == 0)
            {
                _held = null;
                _heldBytes = 0;
                _replaying = false;
                return null;
            }

            var frame = _held.Dequeue();
            _heldBytes -= frame.Length;
            return frame;
        }
    }
}
