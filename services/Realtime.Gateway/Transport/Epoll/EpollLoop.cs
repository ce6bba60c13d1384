using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Realtime.Gateway.Transport.Epoll;

/// <summary>
/// One I/O thread: waits for a batch of events, works it off inside a burst, and sends at the burst's end. One receive buffer serves all its sockets.
/// Nothing on this thread may wait for anything but the kernel's events.
/// </summary>
internal sealed partial class EpollLoop : IDisposable
{
    private const int EventsAtOnce = 256;
    private const int ReceiveBufferSize = 64 * 1024;
    private const int HousekeepingMilliseconds = 100;
    private const ulong WakeData = ulong.MaxValue;
    private const ulong ListenerData = ulong.MaxValue - 1;

    private readonly EpollServices _services;
    private readonly EpollQueue _queue = new(EventsAtOnce);
    private readonly byte[] _receiveBuffer = GC.AllocateUninitializedArray<byte>(ReceiveBufferSize, pinned: true);
    private readonly ConcurrentQueue<EpollSocket> _posted = new();
    private readonly ConcurrentQueue<(int Descriptor, IPAddress Peer)> _incoming = new();
    private readonly EpollHandshakes _handshakes;
    private readonly Thread _thread;
    private readonly int _wake;
    private EpollSocket?[] _sockets = new EpollSocket?[1024];
    private EpollAcceptor? _acceptor;
    private uint _lastGeneration;
    private int _wakePending;
    private volatile bool _stopping;

    public EpollLoop(EpollServices services, int index)
    {
        _services = services;
        _handshakes = new EpollHandshakes(services, this);
        _wake = Libc.EventDescriptor(0, Libc.SocketNonBlocking | Libc.CloseOnExec);
        if (_wake < 0 || !_queue.Add(_wake, Libc.EpollIn, WakeData))
        {
            throw new IOException($"eventfd failed: errno {Marshal.GetLastPInvokeError()}.");
        }

        _thread = new Thread(Run) { IsBackground = true, Name = $"sockets-{index}" };
    }

    public void Start() => _thread.Start();

    /// <summary>Before Start: this loop accepts for all.</summary>
    public void Listen(EpollAcceptor acceptor)
    {
        _acceptor = acceptor;
        _queue.Add(acceptor.Descriptor, Libc.EpollIn, ListenerData);
    }

    /// <summary>Stops accepting; from the loop or before it starts.</summary>
    public void WatchListener(bool watch)
    {
        if (_acceptor is { } acceptor)
        {
            _queue.Modify(acceptor.Descriptor, watch ? Libc.EpollIn : 0, ListenerData);
        }
    }

    /// <summary>Takes over an accepted descriptor, from any thread.</summary>
    public void Adopt(int descriptor, IPAddress peer)
    {
        if (Thread.CurrentThread == _thread)
        {
            Register(descriptor, peer);
        }
        else
        {
            _incoming.Enqueue((descriptor, peer));
            Wake();
        }
    }

    public void Watch(EpollSocket socket, uint events) => _queue.Modify(socket.Descriptor, events, socket.Data);

    public void Post(EpollSocket socket)
    {
        _posted.Enqueue(socket);
        if (Interlocked.Exchange(ref _wakePending, 1) == 0 && Thread.CurrentThread != _thread)
        {
            Wake();
        }
    }

    public void Stop()
    {
        _stopping = true;
        Wake();
    }

    public void Join() => _thread.Join();

    public void Dispose()
    {
        _queue.Dispose();
        _ = Libc.Close(_wake);
    }

    /// <summary>The socket is done with: its descriptor goes back to the system.</summary>
    public void Release(EpollSocket socket)
    {
        if (_sockets[socket.Descriptor] == socket)
        {
            _sockets[socket.Descriptor] = null;
        }

        socket.Close();
    }

    private void Run()
    {
        while (!_stopping)
        {
            var timeout = !_posted.IsEmpty ? 0 : _handshakes.Any || _acceptor is { IsPaused: true } ? HousekeepingMilliseconds : -1;
            var count = _queue.Wait(timeout);
            try
            {
                WorkOff(count);
            }
            catch (Exception exception)
            {
                // The thread serves thousands of sockets: it outlives whatever went wrong with one.
                Log.DispatchFailed(_services.Logger, exception);
            }
        }

        CloseAll();
    }

    private void WorkOff(int count)
    {
        using (_services.Hub.BeginBurst())
        {
            for (var i = 0; i < count; i++)
            {
                Guarded(_queue.DataAt(i), _queue.EventsAt(i));
            }

            RunPosted();
        }

        _handshakes.Expire(_services.Clock.Now);
        _acceptor?.Resume(this, _services.Clock.Now);
    }

    /// <summary>A fault in one socket's handling ends that socket, never the loop.</summary>
    private void Guarded(ulong data, uint events)
    {
        try
        {
            Dispatch(data, events);
        }
        catch (Exception exception)
        {
            Log.DispatchFailed(_services.Logger, exception);
            if (data < ListenerData && Find(data) is { } socket)
            {
                End(socket);
            }
        }
    }

    private void Dispatch(ulong data, uint events)
    {
        if (data == WakeData)
        {
            ClearWake();
            return;
        }

        if (data == ListenerData)
        {
            _acceptor!.Accept(this, _services.Clock.Now);
            return;
        }

        if (Find(data) is not { } socket)
        {
            return;
        }

        if ((events & Libc.EpollOut) != 0 && socket.Connection is { } writable)
        {
            Watch(socket, Libc.EpollIn);
            writable.OnWritable();
        }

        if ((events & ~Libc.EpollOut) != 0)
        {
            Receive(socket);
        }
    }

    private EpollSocket? Find(ulong data)
    {
        var descriptor = (int)(uint)data;
        var socket = descriptor < _sockets.Length ? _sockets[descriptor] : null;
        return socket?.Data == data ? socket : null;
    }

    private void Receive(EpollSocket socket)
    {
        var received = ReceiveInto(socket.Descriptor);
        if (received < 0)
        {
            return;
        }

        if (received == 0)
        {
            End(socket);
        }
        else if (socket.Connection is { } connection)
        {
            connection.OnReceived(_receiveBuffer.AsMemory(0, received));
        }
        else
        {
            _handshakes.OnReceived(socket, _receiveBuffer.AsMemory(0, received));
        }
    }

    /// <summary>Bytes received; 0: ended or failed; -1: nothing there after all.</summary>
    private unsafe int ReceiveInto(int descriptor)
    {
        var buffer = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_receiveBuffer));
        var received = Libc.Receive(descriptor, buffer, ReceiveBufferSize, 0);
        if (received >= 0)
        {
            return (int)received;
        }

        return Marshal.GetLastPInvokeError() is Libc.TryAgain or Libc.Interrupted ? -1 : 0;
    }

    private void RunPosted()
    {
        Volatile.Write(ref _wakePending, 0);
        while (_incoming.TryDequeue(out var incoming))
        {
            Register(incoming.Descriptor, incoming.Peer);
        }

        // What is posted while this runs waits for the next round.
        for (var left = _posted.Count; left > 0 && _posted.TryDequeue(out var socket); left--)
        {
            try
            {
                RunPosted(socket);
            }
            catch (Exception exception)
            {
                Log.DispatchFailed(_services.Logger, exception);
                End(socket);
            }
        }
    }

    private void RunPosted(EpollSocket socket)
    {
        if (socket.Connection is { } connection)
        {
            connection.RunPosted();
        }
        else
        {
            _handshakes.OnDecided(socket);
        }
    }

    private void Register(int descriptor, IPAddress peer)
    {
        if (descriptor >= _sockets.Length)
        {
            Array.Resize(ref _sockets, Math.Max(descriptor + 1, _sockets.Length * 2));
        }

        var socket = new EpollSocket(this, descriptor, ++_lastGeneration & 0x7FFFFFFF);
        _sockets[descriptor] = socket;
        _handshakes.Begin(socket, peer);
        if (!_queue.Add(descriptor, Libc.EpollIn, socket.Data))
        {
            End(socket);
        }
    }

    private void End(EpollSocket socket)
    {
        Release(socket);
        _handshakes.End(socket);
        socket.Connection?.OnEnd();
        socket.Connection = null;
    }

    private void CloseAll()
    {
        foreach (var socket in _sockets)
        {
            if (socket is not null)
            {
                End(socket);
            }
        }
    }

    private unsafe void Wake()
    {
        ulong one = 1;
        _ = Libc.Write(_wake, (byte*)&one, sizeof(ulong));
    }

    private unsafe void ClearWake()
    {
        ulong value;
        _ = Libc.Read(_wake, (byte*)&value, sizeof(ulong));
    }

    private static partial class Log
    {
        [LoggerMessage(30, LogLevel.Error, "Handling a socket event failed.", EventName = "DispatchFailed")]
        public static partial void DispatchFailed(ILogger logger, Exception exception);
    }
}
