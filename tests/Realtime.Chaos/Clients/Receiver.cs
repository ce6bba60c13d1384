using System.Text.Json;
using Realtime.Chaos.History;

namespace Realtime.Chaos.Clients;

/// <summary>An application that does what docs/protocol.md asks of a client: connects again, resumes rooms by offset, acknowledges, drops what it has.</summary>
internal sealed class Receiver(string userId, string[] rooms, ChaosStack stack, Ledger ledger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, string> _epochs = new(StringComparer.Ordinal);
    private readonly System.Diagnostics.Stopwatch _watch = System.Diagnostics.Stopwatch.StartNew();
    private int _sockets;
    private readonly UserHistory _history = ledger.Of(userId, rooms);

    public string UserId => userId;

    /// <summary>Completes when the user is in all rooms.</summary>
    public Task Ready => _ready.Task;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await using var socket = await ChaosSocket.ConnectAsync(stack, userId, cancellationToken);
                _sockets++;
                await ServeAsync(socket, cancellationToken);
            }
            catch (Exception exception) when (Frames.IsFailure(exception))
            {
                // What a client sees of a failure: the socket or a request broke. It connects again.
            }

            ledger.Reconnected();
            await Task.Delay(Pause, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ServeAsync(ChaosSocket socket, CancellationToken cancellationToken)
    {
        var joining = new HashSet<string>(rooms, StringComparer.Ordinal);
        while (await NextAsync(socket, joining.Count > 0, cancellationToken) is { } frame)
        {
            switch (frame.Text("type"))
            {
                case "welcome":
                    foreach (var room in rooms)
                    {
                        await SubscribeAsync(socket, room, cancellationToken);
                    }

                    break;
                case "ack" when frame.Text("reply_to") is { } room && joining.Contains(room):
                    if (!await JoinedAsync(room, frame.GetProperty("data"), cancellationToken))
                    {
                        return;
                    }

                    joining.Remove(room);
                    if (joining.Count == 0)
                    {
                        _ready.TrySetResult();
                    }

                    break;
                case "error" when joining.Count > 0:
                    return;
                case "chaos":
                    if (!await TakeAsync(socket, frame, joining, cancellationToken))
                    {
                        return;
                    }

                    break;
            }
        }
    }

    private static async Task<JsonElement?> NextAsync(ChaosSocket socket, bool impatient, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(impatient ? TimeSpan.FromSeconds(40) : TimeSpan.FromSeconds(90));
        return await socket.ReceiveAsync(limit.Token);
    }

    private Task SubscribeAsync(ChaosSocket socket, string room, CancellationToken cancellationToken)
    {
        object data = _epochs.TryGetValue(room, out var epoch)
            ? new { action = "subscribe", room, recover = new { epoch, offset = _history.LastOffset(room) } }
            : new { action = "subscribe", room };
        return socket.SendAsync(new { type = "subscription", message_id = room, ack = true, data }, cancellationToken);
    }

    /// <summary>False when the server could not say where the room stands: try again.</summary>
    private async Task<bool> JoinedAsync(string room, JsonElement data, CancellationToken cancellationToken)
    {
        if (data.Text("epoch") is not { Length: > 0 } epoch)
        {
            return false;
        }

        if (!_epochs.TryGetValue(room, out var known))
        {
            _epochs[room] = epoch;
            return true;
        }

        if (known != epoch)
        {
            // Until its first message a room has no log, and answers 0.
            if (known != "0")
            {
                _history.Fault($"{room} changed its epoch");
            }

            _epochs[room] = epoch;
        }

        var recovered = data.TryGetProperty("recovered", out var value) && value.ValueKind == JsonValueKind.True;
        if (!recovered)
        {
            await ReadHistoryAsync(room, data.Number("offset"), cancellationToken);
        }

        return true;
    }

    /// <summary>The gap was too long to be replayed: read it over HTTP.</summary>
    private async Task ReadHistoryAsync(string room, long head, CancellationToken cancellationToken)
    {
        var token = await stack.TokenAsync(userId, cancellationToken);
        while (_history.LastOffset(room) < head)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/rooms/{Uri.EscapeDataString(room)}/history?after={_history.LastOffset(room)}");
            request.Headers.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", token);
            using var response = await stack.Http.SendAsync(request, cancellationToken);
            response.EnsureSuccessStatusCode();
            var page = JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            if (page.GetProperty("messages").GetArrayLength() == 0)
            {
                throw new IOException("The history does not go on.");
            }

            foreach (var frame in page.GetProperty("messages").EnumerateArray())
            {
                if (!TakeRoom(room, frame))
                {
                    throw new IOException("The history has a gap.");
                }
            }
        }
    }

    private async Task<bool> TakeAsync(ChaosSocket socket, JsonElement frame, HashSet<string> joining, CancellationToken cancellationToken)
    {
        if (frame.Text("room") is { } room)
        {
            // Before the acknowledgement the room is not joined, and what comes may be newer than the gap.
            return joining.Contains(room) || TakeRoom(room, frame);
        }

        var id = frame.Text("message_id")!;
        var redelivered = frame.TryGetProperty("redelivered", out var flag) && flag.ValueKind == JsonValueKind.True;
        if (_history.Receive($"user.{userId}", id, 0, $"{_watch.Elapsed:mm\\:ss\\.f} socket {_sockets}{(redelivered ? " r" : "")}"))
        {
            ledger.Delivered();
        }

        await socket.SendAsync(new { type = "message_ack", data = new { message_ids = new[] { id } } }, cancellationToken);
        return true;
    }

    private bool TakeRoom(string room, JsonElement frame)
    {
        var offset = frame.Number("offset");
        var last = _history.LastOffset(room);
        if (offset <= last)
        {
            return true;
        }

        if (offset > last + 1)
        {
            _history.Fault($"{room} skipped from offset {last} to {offset}");
            return false;
        }

        if (_history.Receive($"room.{room}", frame.Text("message_id")!, offset))
        {
            ledger.Delivered();
        }

        return true;
    }
}
