using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Realtime.Gateway.Transport.Epoll;

namespace Realtime.LoadTests.Generator;

/// <summary>A single-threaded epoll client: many sockets for far less work than any server has with them.</summary>
internal sealed unsafe class LoadEngine(int port, Wire wire) : IDisposable
{
    private const int MostInProgress = 256;

    private readonly EpollQueue _queue = new(512);
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(1 << 20, pinned: true);
    private readonly byte[] _sendBuffer = GC.AllocateUninitializedArray<byte>(1 << 16, pinned: true);
    private readonly Dictionary<int, LoadSocket> _sockets = [];
    private int _inProgress;

    /// <summary>Data frames received by sockets that are ready.</summary>
    public long Received { get; private set; }

    public int Failed { get; private set; }

    /// <summary>Called for each data frame of a socket that is ready.</summary>
    public Action<LoadSocket>? OnFrame { get; set; }

    public IReadOnlyCollection<LoadSocket> Sockets => _sockets.Values;

    public void Connect(int count, Func<int, int> room, Action? each = null)
    {
        for (var i = 0; i < count; i++)
        {
            Open(i, room(i), wire.Setup(room(i)));
            each?.Invoke();
            while (_inProgress >= MostInProgress)
            {
                Pump(10);
            }
        }

        WaitUntilReady();
    }

    public List<LoadSocket> ConnectPublishers(int count)
    {
        var before = _sockets.Values.ToHashSet();
        for (var i = 0; i < count; i++)
        {
            Open(1_000_000 + i, -1, wire.PublisherSetup());
        }

        WaitUntilReady();
        return [.. _sockets.Values.Where(socket => !before.Contains(socket))];
    }

    public void Send(LoadSocket socket, string text)
    {
        var length = Encoding.UTF8.GetBytes(text, _sendBuffer.AsSpan(8));
        var header = length < 126 ? 6 : 8;
        var start = 8 - header;
        _sendBuffer[start] = 0x81;
        _sendBuffer[start + 1] = (byte)(0x80 | (length < 126 ? length : 126));
        if (header == 8)
        {
            BinaryPrimitives.WriteUInt16BigEndian(_sendBuffer.AsSpan(start + 2), (ushort)length);
        }

        // A mask of zeroes is a mask.
        _sendBuffer.AsSpan(4, 4).Clear();
        Write(socket, start, header + length);
    }

    public void Pump(int timeoutMilliseconds)
    {
        var count = _queue.Wait(timeoutMilliseconds);
        for (var i = 0; i < count; i++)
        {
            if (_sockets.TryGetValue((int)_queue.DataAt(i), out var socket))
            {
                Receive(socket);
            }
        }
    }

    public void Run(TimeSpan duration, Action<double>? tick = null, int timeoutMilliseconds = 1)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < duration)
        {
            tick?.Invoke(watch.Elapsed.TotalSeconds);
            Pump(timeoutMilliseconds);
        }
    }

    public void Dispose()
    {
        foreach (var socket in _sockets.Values)
        {
            socket.Dispose();
        }

        _queue.Dispose();
    }

    private void Open(int index, int room, IReadOnlyList<string> setup)
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.Connect(new IPEndPoint(IPAddress.Loopback, port));
        client.Blocking = false;
        var socket = new LoadSocket(client, index, room, setup);
        _sockets.Add(socket.Descriptor, socket);
        _queue.Add(socket.Descriptor, Libc.EpollIn, (ulong)socket.Descriptor);
        _inProgress++;
        var request = $"GET {wire.Path(index)} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n" +
            $"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{string.Concat(wire.Headers(index).Select(header => header + "\r\n"))}\r\n";
        Write(socket, 0, Encoding.ASCII.GetBytes(request, _sendBuffer));
    }

    private void WaitUntilReady()
    {
        var watch = Stopwatch.StartNew();
        while (_inProgress > 0)
        {
            Pump(10);
            if (watch.Elapsed > TimeSpan.FromSeconds(30))
            {
                throw new TimeoutException($"{_inProgress} socket(s) did not get ready; {Failed} failed.");
            }
        }
    }

    private void Write(LoadSocket socket, int start, int length)
    {
        var buffer = (byte*)Unsafe.AsPointer(ref _sendBuffer[start]);
        while (length > 0)
        {
            var sent = Libc.Send(socket.Descriptor, buffer, length, Libc.MessageNoSignal);
            if (sent < 0)
            {
                if (Marshal.GetLastPInvokeError() != Libc.TryAgain)
                {
                    Drop(socket);
                    return;
                }

                continue;
            }

            buffer += sent;
            length -= (int)sent;
        }
    }

    private void Receive(LoadSocket socket)
    {
        var rest = socket.Rest;
        rest.CopyTo(_buffer, 0);
        var received = Libc.Receive(socket.Descriptor, (byte*)Unsafe.AsPointer(ref _buffer[rest.Length]), _buffer.Length - rest.Length, 0);
        if (received <= 0)
        {
            if (received == 0 || Marshal.GetLastPInvokeError() != Libc.TryAgain)
            {
                Drop(socket);
            }

            return;
        }

        var data = _buffer.AsSpan(0, rest.Length + (int)received);
        if (!socket.Upgraded)
        {
            var end = data.IndexOf("\r\n\r\n"u8);
            if (end < 0)
            {
                socket.Rest = data.ToArray();
                return;
            }

            if (!data.StartsWith("HTTP/1.1 101"u8))
            {
                if (Failed == 0)
                {
                    Console.Error.WriteLine(Encoding.ASCII.GetString(data));
                }

                Drop(socket);
                return;
            }

            socket.Upgraded = true;
            data = data[(end + 4)..];
            ContinueSetup(socket);
        }

        data = data[TakeFrames(socket, data)..];
        socket.Rest = data.IsEmpty ? [] : data.ToArray();
    }

    private int TakeFrames(LoadSocket socket, Span<byte> data)
    {
        var at = 0;
        while (data.Length - at >= 2)
        {
            var frame = data[at..];
            long length = frame[1] & 0x7F;
            var header = length switch { 126 => 4, 127 => 10, _ => 2 };
            if (frame.Length < header)
            {
                break;
            }

            length = length switch { 126 => BinaryPrimitives.ReadUInt16BigEndian(frame[2..]), 127 => BinaryPrimitives.ReadInt64BigEndian(frame[2..]), _ => length };
            if (frame.Length < header + length)
            {
                break;
            }

            at += header + (int)length;
            Take(socket, frame[0] & 0x0F, frame.Slice(header, (int)length));
        }

        return at;
    }

    private void Take(LoadSocket socket, int opcode, ReadOnlySpan<byte> payload)
    {
        switch (opcode)
        {
            case 8:
                if (Failed == 0)
                {
                    Console.Error.WriteLine($"closed: {(payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(payload) : 0)} {Encoding.UTF8.GetString(payload[Math.Min(2, payload.Length)..])}");
                }

                break;
            case 9:
                Pong(socket, payload);
                break;
            case 1 or 2 when wire.IsNoise(payload):
                break;
            case 1 or 2 when !socket.Ready:
                socket.AdvanceSetup();
                ContinueSetup(socket);
                break;
            case 1 or 2:
                Received++;
                socket.Received++;
                OnFrame?.Invoke(socket);
                break;
        }
    }

    private void ContinueSetup(LoadSocket socket)
    {
        if (socket.NextSetup is { } next)
        {
            Send(socket, next);
        }
        else
        {
            socket.Ready = true;
            _inProgress--;
        }
    }

    private void Pong(LoadSocket socket, ReadOnlySpan<byte> payload)
    {
        _sendBuffer[0] = 0x8A;
        _sendBuffer[1] = (byte)(0x80 | payload.Length);
        _sendBuffer.AsSpan(2, 4).Clear();
        payload.CopyTo(_sendBuffer.AsSpan(6));
        Write(socket, 0, 6 + payload.Length);
    }

    private void Drop(LoadSocket socket)
    {
        if (_sockets.Remove(socket.Descriptor))
        {
            Failed++;
            if (!socket.Ready)
            {
                _inProgress--;
            }

            socket.Dispose();
        }
    }
}
