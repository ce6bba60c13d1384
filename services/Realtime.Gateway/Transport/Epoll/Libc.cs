using System.Runtime.InteropServices;

namespace Realtime.Gateway.Transport.Epoll;

/// <summary>The few system calls of the loop. All arguments are blittable; errno comes by Marshal.GetLastPInvokeError.</summary>
internal static unsafe partial class Libc
{
    public const int EpollControlAdd = 1;
    public const int EpollControlModify = 3;

    public const uint EpollIn = 0x001;
    public const uint EpollOut = 0x004;

    public const int MessageNoSignal = 0x4000;

    public const int SocketNonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;

    public const int ShutdownWrite = 1;
    public const int ShutdownBoth = 2;

    public const int Interrupted = 4;
    public const int TryAgain = 11;
    public const int TooManyFilesInSystem = 23;
    public const int TooManyFiles = 24;

    private const string Library = "libc";

    [LibraryImport(Library, EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int EpollCreate(int flags);

    [LibraryImport(Library, EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int EpollControl(int epoll, int operation, int descriptor, byte* @event);

    [LibraryImport(Library, EntryPoint = "epoll_wait", SetLastError = true)]
    public static partial int EpollWait(int epoll, byte* events, int most, int timeoutMilliseconds);

    [LibraryImport(Library, EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventDescriptor(uint initial, int flags);

    [LibraryImport(Library, EntryPoint = "accept4", SetLastError = true)]
    public static partial int Accept(int listener, byte* address, int* addressLength, int flags);

    [LibraryImport(Library, EntryPoint = "recv", SetLastError = true)]
    public static partial nint Receive(int descriptor, byte* buffer, nint length, int flags);

    [LibraryImport(Library, EntryPoint = "send", SetLastError = true)]
    public static partial nint Send(int descriptor, byte* buffer, nint length, int flags);

    [LibraryImport(Library, EntryPoint = "sendmsg", SetLastError = true)]
    public static partial nint SendMessage(int descriptor, MessageHeader* message, int flags);

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, byte* buffer, nint length);

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, byte* buffer, nint length);

    [LibraryImport(Library, EntryPoint = "shutdown", SetLastError = true)]
    public static partial int Shutdown(int descriptor, int how);

    [LibraryImport(Library, EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [StructLayout(LayoutKind.Sequential)]
    public struct Segment
    {
        public byte* Base;
        public nint Length;
    }

    /// <summary>struct msghdr of 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public Segment* Segments;
        public nint SegmentCount;
        public void* Control;
        public nint ControlLength;
        public int Flags;
    }
}
