using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Realtime.Gateway.Transport.Epoll;

/// <summary>An epoll descriptor and its event buffer. struct epoll_event is packed on x64 and padded elsewhere, so events are read by offset.</summary>
internal sealed unsafe class EpollQueue : IDisposable
{
    private static readonly int Stride = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int DataOffset = Stride - 8;

    private readonly int _descriptor;
    private readonly byte[] _events;

    public EpollQueue(int capacity)
    {
        _events = GC.AllocateUninitializedArray<byte>(capacity * Stride, pinned: true);
        _descriptor = Libc.EpollCreate(Libc.CloseOnExec);
        if (_descriptor < 0)
        {
            throw new IOException($"epoll_create1 failed: errno {Marshal.GetLastPInvokeError()}.");
        }
    }

    private byte* Events => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_events));

    /// <summary>False when the kernel refuses (limits).</summary>
    public bool Add(int descriptor, uint events, ulong data) => Control(Libc.EpollControlAdd, descriptor, events, data);

    public void Modify(int descriptor, uint events, ulong data) => Control(Libc.EpollControlModify, descriptor, events, data);

    /// <summary>How many events came; 0 at the timeout or when interrupted.</summary>
    public int Wait(int timeoutMilliseconds) => Math.Max(0, Libc.EpollWait(_descriptor, Events, _events.Length / Stride, timeoutMilliseconds));

    public uint EventsAt(int index) => Unsafe.ReadUnaligned<uint>(Events + (index * Stride));

    public ulong DataAt(int index) => Unsafe.ReadUnaligned<ulong>(Events + (index * Stride) + DataOffset);

    public void Dispose() => _ = Libc.Close(_descriptor);

    private bool Control(int operation, int descriptor, uint events, ulong data)
    {
        var @event = stackalloc byte[16];
        Unsafe.WriteUnaligned(@event, events);
        Unsafe.WriteUnaligned(@event + DataOffset, data);
        return Libc.EpollControl(_descriptor, operation, descriptor, @event) == 0;
    }
}
