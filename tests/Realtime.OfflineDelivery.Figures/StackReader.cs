using System.Buffers.Text;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;

namespace Realtime.OfflineDelivery.Figures;

/// <summary>Reads direct messages, measures their way, and acknowledges a hundred at a time.</summary>
internal sealed class StackReader : IDisposable
{
    private const int AcknowledgeEvery = 100;
    private readonly ClientWebSocket _socket;
    private readonly SemaphoreSlim _acknowledging = new(1);
    private readonly List<string> _ids = [];
    private readonly List<double> _latencies = [];

    private StackReader(ClientWebSocket socket) => _socket = socket;

    public int Count
    {
        get
        {
            lock (_latencies)
            {
                return _latencies.Count;
            }
        }
    }

    public static async Task<StackReader> ConnectAsync(Uri edge, string token)
    {
        var reader = new StackReader(await StackSocket.ConnectAsync(edge, token));
        _ = StackSocket.ReadAsync(reader._socket, reader.OnFrameAsync);
        return reader;
    }

    public void Reset()
    {
        lock (_latencies)
        {
            _latencies.Clear();
        }
    }

    public IReadOnlyList<double> Latencies()
    {
        lock (_latencies)
        {
            return [.. _latencies];
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _acknowledging.Dispose();
    }

    /// <summary>Acknowledges what is fewer than a hundred.</summary>
    public Task AcknowledgeRestAsync() => AcknowledgeAsync(null, 1);

    private async ValueTask OnFrameAsync(ReadOnlyMemory<byte> frame)
    {
        // What is sent again has been counted.
        if (!Utf8Parser.TryParse(After(frame.Span, "\"t\":"u8), out long sentAt, out _) || frame.Span.IndexOf("\"redelivered\":true"u8) >= 0)
        {
            return;
        }

        lock (_latencies)
        {
            _latencies.Add(Stopwatch.GetElapsedTime(sentAt).TotalMilliseconds);
        }

        await AcknowledgeAsync(IdOf(frame.Span), AcknowledgeEvery);
    }

    private static string IdOf(ReadOnlySpan<byte> frame)
    {
        var id = After(frame, "\"message_id\":\""u8);
        return Encoding.UTF8.GetString(id[..id.IndexOf((byte)'"')]);
    }

    private async Task AcknowledgeAsync(string? id, int atLeast)
    {
        await _acknowledging.WaitAsync();
        try
        {
            if (id is not null)
            {
                _ids.Add(id);
            }

            if (_ids.Count >= atLeast)
            {
                var acknowledgement = $$$"""{"type":"message_ack","data":{"message_ids":["{{{string.Join("\",\"", _ids)}}}"]}}""";
                _ids.Clear();
                await _socket.SendAsync(Encoding.UTF8.GetBytes(acknowledgement), WebSocketMessageType.Text, true, CancellationToken.None);
            }
        }
        finally
        {
            _acknowledging.Release();
        }
    }

    private static ReadOnlySpan<byte> After(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> mark)
    {
        var at = frame.IndexOf(mark);
        return at < 0 ? default : frame[(at + mark.Length)..];
    }
}
