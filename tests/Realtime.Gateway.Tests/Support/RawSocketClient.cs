using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Realtime.Gateway.Framing;

namespace Realtime.Gateway.Tests.Support;

/// <summary>A WebSocket client that can break every rule. Each wait has a limit.</summary>
internal sealed class RawSocketClient : IAsyncDisposable
{
    private const int MostRounds = 3;
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(200);

    private readonly Socket _socket;
    private byte[] _buffer = new byte[4096];
    private int _start;
    private int _end;

    private RawSocketClient(Socket socket) => _socket = socket;

    /// <summary>Status line and headers of the answer.</summary>
    public string Head { get; private set; } = "";

    public int Status => int.Parse(Head.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);

    public Socket Socket => _socket;

    /// <summary>
    /// An exchange of somebody else with the same loop of the server. What this client sent before has been handled when it is over, so a server that is silent
    /// all the same will stay so: a test of what it must say need not wait for its limit.
    /// </summary>
    public Func<Task>? Witness { get; set; }

    public static async Task<RawSocketClient> OpenAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", port);
        return new RawSocketClient(socket);
    }

    /// <summary>Connects and upgrades; the answer must be 101.</summary>
    public static async Task<RawSocketClient> ConnectAsync(int port, string path, params string[] headers)
    {
        var client = await OpenAsync(port);
        await client.SendAsync(Request(path, headers));
        await client.ReadHeadAsync();
        client.Status.ShouldBe(101, client.Head);
        return client;
    }

    public static byte[] Request(string path, params string[] headers) => Encoding.Latin1.GetBytes(
        $"GET {path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
        string.Concat(headers.Select(header => header + "\r\n")) + "\r\n");

    public async Task SendAsync(params byte[][] parts)
    {
        using var limit = new CancellationTokenSource(Wait.Limit);
        foreach (var part in parts)
        {
            await _socket.SendAsync(part, limit.Token);
        }
    }

    /// <summary>One byte per send.</summary>
    public async Task SendChoppedAsync(byte[] data, int size = 1)
    {
        using var limit = new CancellationTokenSource(Wait.Limit);
        for (var i = 0; i < data.Length; i += size)
        {
            await _socket.SendAsync(data.AsMemory(i, Math.Min(size, data.Length - i)), limit.Token);
        }
    }

    public async Task ReadHeadAsync()
    {
        int end;
        while ((end = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8)) < 0)
        {
            (await FillAsync()).ShouldBeTrue("the server ended the connection before its answer");
        }

        Head = Encoding.Latin1.GetString(_buffer, _start, end);
        _start += end + 4;
    }

    public string? Header(string name) => Head.Split("\r\n").Skip(1)
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(line => line[(name.Length + 1)..].Trim()).FirstOrDefault();

    public async Task<string> ReadBodyAsync()
    {
        var length = int.Parse(Header("Content-Length")!, System.Globalization.CultureInfo.InvariantCulture);
        while (_end - _start < length)
        {
            (await FillAsync()).ShouldBeTrue();
        }

        var body = Encoding.UTF8.GetString(_buffer, _start, length);
        _start += length;
        return body;
    }

    /// <summary>The next frame, or null when the server has ended the connection.</summary>
    public async Task<ReceivedFrame?> ReceiveAsync()
    {
        while (true)
        {
            if (TryTake(out var frame))
            {
                return frame;
            }

            if (!await FillAsync())
            {
                return null;
            }
        }
    }

    public async Task<string> ReceiveTextAsync()
    {
        var frame = await ReceiveAsync();
        frame.ShouldNotBeNull();
        frame.Opcode.ShouldBe(Opcode.Text);
        return frame.Text;
    }

    /// <summary>Skips frames until the close frame; null when the connection ended without one.</summary>
    public async Task<ReceivedFrame?> ReceiveCloseAsync()
    {
        while (await ReceiveAsync() is { } frame)
        {
            if (frame.Opcode == Opcode.Close)
            {
                return frame;
            }
        }

        return null;
    }

    public async Task ShouldEndAsync()
    {
        var rest = await ReceiveAsync();
        rest.ShouldBeNull();
    }

    /// <summary>The socket still works.</summary>
    public async Task ShouldEchoAsync(string text = "still here")
    {
        await SendAsync(ClientFrame.Text(text));
        (await ReceiveTextAsync()).ShouldBe(text);
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private bool TryTake(out ReceivedFrame? frame)
    {
        frame = null;
        var data = _buffer.AsSpan(_start, _end - _start);
        if (data.Length < 2)
        {
            return false;
        }

        long length = data[1] & 0x7F;
        var header = length switch { 126 => 4, 127 => 10, _ => 2 };
        if (data.Length < header)
        {
            return false;
        }

        length = length switch { 126 => BinaryPrimitives.ReadUInt16BigEndian(data[2..]), 127 => BinaryPrimitives.ReadInt64BigEndian(data[2..]), _ => length };
        if (data.Length < header + length)
        {
            return false;
        }

        frame = new ReceivedFrame(data[0], (data[1] & 0x80) != 0, data.Slice(header, (int)length).ToArray());
        _start += header + (int)length;
        return true;
    }

    private async Task<bool> FillAsync()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        using var limit = new CancellationTokenSource(Wait.Limit);
        try
        {
            var receiving = _socket.ReceiveAsync(_buffer.AsMemory(_end), limit.Token).AsTask();
            await BearWitnessAsync(receiving);
            var read = await receiving;
            _end += read;
            return read > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task BearWitnessAsync(Task receiving)
    {
        for (var round = 0; Witness is not null && await Task.WhenAny(receiving, Task.Delay(Silence)) != receiving; round++)
        {
            if (round == MostRounds)
            {
                throw new TimeoutException("The server says nothing, though it answers what others sent later.");
            }

            await Witness();
        }
    }
}
