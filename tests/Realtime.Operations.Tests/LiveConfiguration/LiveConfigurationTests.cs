using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Realtime.EndToEnd.Tests.Client;
using Realtime.Operations.Tests.Stack;
using Realtime.Testing;

namespace Realtime.Operations.Tests.LiveConfiguration;

/// <summary>Flags and limits change while messages flow: open sockets keep what they have, what comes after is different, and nobody is dropped.</summary>
[Collection(OperationsCollection.Name)]
public sealed class LiveConfigurationTests(OperationsFixture stack) : IAsyncLifetime
{
    private const int Sockets = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => stack.ChangeAsync([]);

    [Fact]
    public async Task A_flag_and_a_limit_change_under_load_and_no_socket_is_dropped()
    {
        var room = $"room:{Guid.NewGuid():N}";
        var sockets = new List<NativeSocket>();
        for (var i = 0; i < Sockets; i++)
        {
            sockets.Add(await stack.ConnectAsync($"live-{i}"));
            await sockets[i].SubscribeAsync(room);
        }

        (await NegotiateAsync("ann")).ShouldAllBe(static compresses => compresses, "compression is on at first");
        using var stop = new CancellationTokenSource();
        var load = Task.WhenAll(sockets.Take(4).Select(socket => PublishAsync(socket, room, stop.Token)));

        // The flag: off for all but one user. The limit: so high that a burst passes that was refused before.
        await Eventually.Async(async () => (await RefusedInBurstsAsync()).All(static refused => refused > 0), Patience, "no burst was refused");
        await stack.ChangeAsync(new JsonObject
        {
            ["Gateway"] = new JsonObject { ["Limits"] = new JsonObject { ["MessagesPerSecond"] = 5_000, ["Burst"] = 5_000 } },
            ["FeatureManagement"] = new JsonObject { ["Compression"] = For("bob"), ["TaskChat"] = false },
        });
        await Eventually.Async(async () => !(await NegotiateAsync("ann")).Contains(true), Patience, "the flag did not change");
        (await NegotiateAsync("bob")).ShouldAllBe(static compresses => compresses, "bob is in the audience");
        await Eventually.Async(async () => (await RefusedInBurstsAsync()).All(static refused => refused == 0), Patience, "the limit did not change");
        await TaskChatIsGoneAsync();

        // What is wrong is refused as a whole section, and told; the values in force stay.
        stack.Live.Write(new JsonObject
        {
            ["Gateway"] = new JsonObject { ["Limits"] = new JsonObject { ["MessagesPerSecond"] = -1, ["Burst"] = 1 } },
            ["FeatureManagement"] = new JsonObject { ["Compression"] = "perhaps" },
        });
        await LoggedAsync("ConfigurationRefused", "MessagesPerSecond");
        await LoggedAsync("FlagsRefused", "Compression");
        stack.Live.WriteText("{ this is no JSON");
        await LoggedAsync("ConfigurationUnreadable", stack.Live.Path);
        (await RefusedInBurstsAsync()).ShouldAllBe(static refused => refused == 0);
        (await NegotiateAsync("ann")).ShouldAllBe(static compresses => !compresses);

        await stop.CancelAsync();
        await load;
        foreach (var socket in sockets)
        {
            socket.CloseCode.ShouldBeNull();
            await socket.AskAsync("ping", new { });
            await socket.DisposeAsync();
        }
    }

    private static JsonObject For(string user) => new()
    {
        ["EnabledFor"] = new JsonArray(new JsonObject
        {
            ["Name"] = "Microsoft.Targeting",
            ["Parameters"] = new JsonObject { ["Audience"] = new JsonObject { ["Users"] = new JsonArray(user), ["DefaultRolloutPercentage"] = 0 } },
        }),
    };

    private static async Task PublishAsync(NativeSocket socket, string room, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await socket.AskAsync("publish", new { room, type = "load", data = new { n = 1 } });
            await Task.Delay(200, CancellationToken.None);
        }
    }

    private Task<int[]> RefusedInBurstsAsync() => OfEachGatewayAsync(RefusedInBurstAsync);

    /// <summary>Whether new sockets get permessage-deflate.</summary>
    private Task<bool[]> NegotiateAsync(string user) => OfEachGatewayAsync(gateway => NegotiatesAsync(gateway, user));

    /// <summary>Each reads the file for itself, and through the edge only one of them would be asked.</summary>
    private async Task<T[]> OfEachGatewayAsync<T>(Func<Uri, Task<T>> ask)
    {
        var gateways = stack.Targets.Where(static target => target.Job == "gateway").Select(static target => target.Address).ToList();
        gateways.Count.ShouldBe(2);
        return await Task.WhenAll(gateways.Select(ask));
    }

    /// <summary>How many of 60 messages at once are refused; the default lets 20 pass.</summary>
    private async Task<int> RefusedInBurstAsync(Uri gateway)
    {
        var token = await stack.Tokens.ForUserAsync($"burst-{Guid.NewGuid():N}");
        await using var socket = await NativeSocket.ConnectAsync(gateway, $"/ws/connect?token={token}", "realtime.v1");
        await socket.WaitForAsync("welcome");
        var ids = Enumerable.Range(0, 60).Select(static _ => Guid.NewGuid().ToString()).ToHashSet();
        foreach (var id in ids)
        {
            await socket.SendAsync(new { type = "ping", message_id = id, ack = true, data = new { } });
        }

        var answers = new ConcurrentBag<string>();
        await Eventually.Async(
            () =>
            {
                var replies = socket.Frames.Where(frame => (string?)frame["reply_to"] is { } to && ids.Contains(to)).ToList();
                answers = [.. replies.Select(static frame => (string)frame["type"]!)];
                return replies.Count == ids.Count;
            },
            Patience,
            $"{answers.Count} answers to {ids.Count} messages");
        return answers.Count(static type => type == "error");
    }

    private async Task<bool> NegotiatesAsync(Uri gateway, string user)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.DangerousDeflateOptions = new WebSocketDeflateOptions { ClientContextTakeover = false, ServerContextTakeover = false };
        var token = await stack.Tokens.ForUserAsync(user);
        using var deadline = new CancellationTokenSource(Patience);
        await socket.ConnectAsync(new Uri(new UriBuilder(gateway) { Scheme = "ws" }.Uri, $"/ws/connect?token={token}"), deadline.Token);
        return socket.HttpResponseHeaders!.TryGetValue("Sec-WebSocket-Extensions", out var extensions) && extensions.Any(static one => one.Contains("permessage-deflate", StringComparison.Ordinal));
    }

    private async Task TaskChatIsGoneAsync()
    {
        await Eventually.Async(
            async () =>
            {
                using var attempt = new ClientWebSocket();
                attempt.Options.CollectHttpResponseDetails = true;
                attempt.Options.SetRequestHeader("Authorization", $"Bearer {await stack.Tokens.ForUserAsync("ann")}");
                try
                {
                    await attempt.ConnectAsync(new Uri(new UriBuilder(stack.Edge) { Scheme = "ws" }.Uri, "/api/task-chat"), CancellationToken.None);
                    return false;
                }
                catch (WebSocketException)
                {
                    return attempt.HttpStatusCode == System.Net.HttpStatusCode.NotFound;
                }
            },
            Patience,
            "the task chat is still there");
    }

    /// <summary>Both gateways said so.</summary>
    private Task LoggedAsync(string eventName, string text) => Eventually.PassesAsync(
        () =>
        {
            foreach (var log in GatewayLogs())
            {
                log.Split('\n').ShouldContain(line => line.Contains($"\"event_name\":\"{eventName}\"", StringComparison.Ordinal) && line.Contains(text, StringComparison.Ordinal), log);
            }

            return Task.CompletedTask;
        },
        Patience);

    private IEnumerable<string> GatewayLogs()
    {
        var files = Directory.GetFiles(stack.Run.LogsPath, "gateway-*.log");
        files.Length.ShouldBe(2);
        return files.Select(static file =>
        {
            using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), Encoding.UTF8);
            return reader.ReadToEnd();
        });
    }
}
