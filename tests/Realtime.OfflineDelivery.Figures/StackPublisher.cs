using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;

namespace Realtime.OfflineDelivery.Figures;

/// <summary>Publishes direct messages at a rate and counts the acks.</summary>
internal sealed class StackPublisher
{
    private readonly ClientWebSocket _socket;
    private readonly string _reader;
    private readonly string _run = Guid.NewGuid().ToString("N")[..8];
    private readonly string _text = new('x', 90);
    private int _accepted;
    private int _next;

    private StackPublisher(ClientWebSocket socket, string reader)
    {
        _socket = socket;
        _reader = reader;
    }

    public int Accepted => Volatile.Read(ref _accepted);

    public static async Task<StackPublisher> ConnectAsync(Uri edge, string token, string reader)
    {
        var publisher = new StackPublisher(await StackSocket.ConnectAsync(edge, token), reader);
        _ = StackSocket.ReadAsync(publisher._socket, publisher.OnFrame);
        return publisher;
    }

    public async Task<int> PublishAsync(int rate, TimeSpan duration)
    {
        var started = Stopwatch.GetTimestamp();
        var sent = 0;
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            for (var due = (int)(Stopwatch.GetElapsedTime(started).TotalSeconds * rate); sent < due; sent++)
            {
                // The time at which it was due: a publisher that is held up counts against the figure.
                var at = started + (long)((sent + 1.0) / rate * Stopwatch.Frequency);
                var id = $"{_run}-{_next++}";
                var frame = $$$$"""{"type":"direct","message_id":"{{{{id}}}}","ack":true,"data":{"user_id":"{{{{_reader}}}}","type":"note","data":{"t":{{{{at}}}},"text":"{{{{_text}}}}"}}}""";
                await _socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, true, CancellationToken.None);
            }

            await Task.Delay(1);
        }

        return sent;
    }

    private ValueTask OnFrame(ReadOnlyMemory<byte> frame)
    {
        if (frame.Span.IndexOf("\"accepted\":true"u8) >= 0)
        {
            Interlocked.Increment(ref _accepted);
        }

        return ValueTask.CompletedTask;
    }
}
