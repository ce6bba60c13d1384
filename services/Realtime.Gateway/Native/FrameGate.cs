namespace Realtime.Gateway.Native;

/// <summary>Holds back the frames that follow an authentication which has to wait (for example for Auth's keys), so that they are judged by its outcome.</summary>
internal sealed class FrameGate
{
    private const int MaxFrames = 64;
    private const int MaxBytes = 256 * 1024;

    private Queue<byte[]>? _held;
    private int _heldBytes;

    private bool IsClosed => _held is not null;

    public void Shut()
    {
        lock (this)
        {
            _held ??= new Queue<byte[]>();
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

    /// <summary>The next held frame; null when there is none, and the gate stands open from then on.</summary>
    public byte[]? Release()
    {
        lock (this)
        {
            if (_held is null || _held.Count == 0)
            {
                _held = null;
                _heldBytes = 0;
                return null;
            }

            var frame = _held.Dequeue();
            _heldBytes -= frame.Length;
            return frame;
        }
    }
}
