using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Framing;
using Realtime.Gateway.Transport.Handshake;

namespace Realtime.Gateway.Transport.Epoll;

/// <summary>
/// One accepted socket: first a handshake, then a connection. The descriptor is closed by its loop alone, under this object's lock,
/// so that no other thread can write to a number that has been given to somebody else.
/// </summary>
internal sealed unsafe class EpollSocket(EpollLoop loop, int descriptor, uint generation) : ConnectionTransport
{
    private const int MostSegments = 64;

    private bool _closed;

    public int Descriptor => descriptor;

    public uint Generation => generation;

    /// <summary>Set until the upgrade is answered.</summary>
    public PendingHandshake? Handshake { get; set; }

    public ClientConnection? Connection { get; set; }

    public ulong Data => (ulong)generation << 32 | (uint)descriptor;

    public override int Send(ReadOnlySpan<OutboundFrame> frames, int skip)
    {
        if (_closed)
        {
            return Gone;
        }

        return frames.Length == 1 ? SendOne(frames[0].Bytes[skip..]) : SendMany(frames[..Math.Min(frames.Length, MostSegments)], skip);
    }

    public override void WantWritable()
    {
        if (!_closed)
        {
            loop.Watch(this, Libc.EpollIn | Libc.EpollOut);
        }
    }

    public override void ShutdownSend() => Shutdown(Libc.ShutdownWrite);

    public override void Abort()
    {
        lock (this)
        {
            Shutdown(Libc.ShutdownBoth);
        }
    }

    public override void Post(ClientConnection connection) => loop.Post(this);

    /// <summary>The bytes taken, 0 or <see cref="ConnectionTransport.Gone"/>. The memory must be pinned.</summary>
    public int SendOne(ReadOnlySpan<byte> pinned)
    {
        while (true)
        {
            var sent = Libc.Send(descriptor, (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(pinned)), pinned.Length, Libc.MessageNoSignal);
            if (sent >= 0)
            {
                return (int)sent;
            }

            var error = Marshal.GetLastPInvokeError();
            if (error != Libc.Interrupted)
            {
                return error == Libc.TryAgain ? 0 : Gone;
            }
        }
    }

    /// <summary>On the loop's thread only.</summary>
    public void Close()
    {
        lock (this)
        {
            if (!_closed)
            {
                _closed = true;
                _ = Libc.Close(descriptor);
            }
        }
    }

    private void Shutdown(int how)
    {
        if (!_closed)
        {
            _ = Libc.Shutdown(descriptor, how);
        }
    }

    private int SendMany(ReadOnlySpan<OutboundFrame> frames, int skip)
    {
        var segments = stackalloc Libc.Segment[frames.Length];
        for (var i = 0; i < frames.Length; i++)
        {
            // Frames live on the pinned heap.
            var bytes = frames[i].Bytes[skip..];
            segments[i].Base = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(bytes));
            segments[i].Length = bytes.Length;
            skip = 0;
        }

        var message = new Libc.MessageHeader { Segments = segments, SegmentCount = frames.Length };
        while (true)
        {
            var sent = Libc.SendMessage(descriptor, &message, Libc.MessageNoSignal);
            if (sent >= 0)
            {
                return (int)sent;
            }

            var error = Marshal.GetLastPInvokeError();
            if (error != Libc.Interrupted)
            {
                return error == Libc.TryAgain ? 0 : Gone;
            }
        }
    }
}
