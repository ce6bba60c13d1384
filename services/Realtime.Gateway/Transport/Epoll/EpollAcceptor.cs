using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Realtime.Gateway.Transport.Epoll;

/// <summary>Accepts for all loops, in turn. Out of descriptors it pauses instead of spinning.</summary>
internal sealed class EpollAcceptor(Socket listener, EpollLoop[] loops)
{
    private const int MostAtOnce = 128;
    private const int PauseMilliseconds = 100;
    private const int AddressLength = 128;

    private int _next;
    private long _resumeAt;

    public int Descriptor { get; } = (int)listener.Handle;

    public bool IsPaused => _resumeAt > 0;

    public unsafe void Accept(EpollLoop loop, long now)
    {
        var address = stackalloc byte[AddressLength];
        for (var i = 0; i < MostAtOnce; i++)
        {
            var length = AddressLength;
            var descriptor = Libc.Accept(Descriptor, address, &length, Libc.SocketNonBlocking | Libc.CloseOnExec);
            if (descriptor >= 0)
            {
                _next = (_next + 1) % loops.Length;
                loops[_next].Adopt(descriptor, SocketAddressReader.Read(new ReadOnlySpan<byte>(address, length)));
                continue;
            }

            if (Marshal.GetLastPInvokeError() is Libc.TooManyFiles or Libc.TooManyFilesInSystem)
            {
                loop.WatchListener(false);
                _resumeAt = now + PauseMilliseconds;
            }

            return;
        }
    }

    public void Resume(EpollLoop loop, long now)
    {
        if (IsPaused && now >= _resumeAt)
        {
            _resumeAt = 0;
            loop.WatchListener(true);
        }
    }
}
