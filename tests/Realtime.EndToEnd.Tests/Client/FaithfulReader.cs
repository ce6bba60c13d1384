using System.Collections.Concurrent;
using System.Net.WebSockets;
using Realtime.EndToEnd.Tests.Stack;

namespace Realtime.EndToEnd.Tests.Client;

/// <summary>A client as it should be: reconnects whenever its socket ends, acknowledges what it got, and takes every message once by its id.</summary>
internal sealed class FaithfulReader : IAsyncDisposable
{
    private readonly StackFixture _stack;
    private readonly string _userId;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private readonly HashSet<string> _seen = [];
    private readonly ConcurrentQueue<int?> _closes = new();
    private readonly ConcurrentQueue<int> _received = new();

    public FaithfulReader(StackFixture stack, string userId)
    {
        _stack = stack;
        _userId = userId;
        _loop = RunAsync();
    }

    /// <summary>Payload numbers in the order in which the application saw them.</summary>
    public IReadOnlyList<int> Received => [.. _received];

    public IReadOnlyList<int?> Closes => [.. _closes];

    public bool WasToldToMove { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await using var socket = await _stack.ConnectAsync(_userId);
                await ReadAsync(socket);
                _closes.Enqueue(socket.CloseCode);
            }
            catch (Exception exception) when (exception is WebSocketException or HttpRequestException or ShouldAssertException or OperationCanceledException or IOException)
            {
                // The stack is being restarted under us: try again, as an application would.
            }
        }
    }

    private async Task ReadAsync(NativeSocket socket)
    {
        while (!_stop.IsCancellationRequested)
        {
            var frame = await socket.NextAsync(_stop.Token);
            if (frame is null)
            {
                return;
            }

            WasToldToMove |= (string?)frame["type"] == "server_draining";
            if ((string?)frame["type"] != "numbered")
            {
                continue;
            }

            var id = (string)frame["message_id"]!;
            if (_seen.Add(id))
            {
                _received.Enqueue((int)frame["data"]!);
            }

            await socket.SendAsync(new { type = "message_ack", data = new { message_ids = new[] { id } } });
        }
    }
}
