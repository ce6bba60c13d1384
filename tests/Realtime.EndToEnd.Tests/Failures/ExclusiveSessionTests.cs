using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting.Testing;
using RabbitMQ.Client;
using Realtime.EndToEnd.Tests.Client;
using Realtime.EndToEnd.Tests.Stack;
using Realtime.Testing;
using Xunit.Abstractions;

namespace Realtime.EndToEnd.Tests.Failures;

/// <summary>One live socket a user on the agent endpoints, over both gateways, and nobody waits for the dead.</summary>
[Collection(StackCollection.Name)]
public sealed class ExclusiveSessionTests(StackFixture stack, ITestOutputHelper output) : IAsyncLifetime
{
    private const int Connects = 20;
    private const int MostUsers = 60;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    // Promised are 2 s. A session that were waited for until it expires would take 30.
    private static readonly TimeSpan BackBound = TimeSpan.FromSeconds(15);

    private readonly string _company = "c" + Guid.NewGuid().ToString("N")[..8];
    private PresenceView _view = null!;

    public async Task InitializeAsync() => _view = await PresenceView.OpenAsync(stack);

    [Fact]
    public async Task Of_twenty_simultaneous_connects_exactly_one_stays_and_the_others_are_told_and_closed()
    {
        // Both gateways get sockets, or they would not compete.
        await LetGoAsync(await HoldOnBothGatewaysAsync("first"));
        var before = await stack.Run.GatewayHandshakesAsync();
        var path = await PathAsync("u1");
        var sockets = await Task.WhenAll(Enumerable.Range(0, Connects).Select(_ => NativeSocket.ConnectAsync(stack.Edge, path, "json.v1")));
        var watch = Stopwatch.StartNew();
        try
        {
            (await stack.Run.GatewayHandshakesAsync()).Zip(before, (after, earlier) => after - earlier).ShouldAllBe(connects => connects > 0, "one gateway took no part");
            await Eventually.Async(() => sockets.Count(socket => socket.HasEnded) == Connects - 1, Patience);
            output.WriteLine($"{Connects - 1} of {Connects} closed {watch.Elapsed.TotalSeconds:0.00} s after the last 101");

            var losers = sockets.Where(socket => socket.HasEnded).ToList();
            losers.ShouldAllBe(socket => socket.CloseCode == 4402);
            losers.ShouldAllBe(socket => socket.Frames.Count(frame => (string?)frame["type"] == "error" && (string?)frame["payload"]!["code"] == "SessionConflict") == 1);

            var winner = sockets.Single(socket => !socket.HasEnded);
            await winner.WaitForAsync("ready");
            await winner.SendAsync(new { type = "ready" });
            await winner.WaitForAsync("ready");
            (await _view.SessionAsync(Key("u1"))).GetProperty("held").GetBoolean().ShouldBeTrue();
            await Eventually.PassesAsync(async () => (await _view.ConnectionsAsync(["u1-" + _company]))["u1-" + _company].ShouldBe(1), Patience);
        }
        finally
        {
            await Task.WhenAll(sockets.Select(socket => socket.DisposeAsync().AsTask()));
        }
    }

    [Fact]
    public async Task A_killed_gateway_keeps_nobody_out_and_the_selected_chat_is_there_again()
    {
        var attempt = 0;
        await Promised.WithinAsync(BackBound, async () =>
        {
            var holders = await HoldOnBothGatewaysAsync($"k{attempt++}");
            try
            {
                return await KillAsync(holders);
            }
            finally
            {
                await LetGoAsync(holders);
            }
        });
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private static Task LetGoAsync(IEnumerable<Holder> holders) => Task.WhenAll(holders.Select(holder => holder.Socket.DisposeAsync().AsTask()));

    /// <summary>Kills a gateway and says after what time a user of it was served again.</summary>
    private async Task<TimeSpan> KillAsync(IReadOnlyList<Holder> holders)
    {
        var pid = await stack.Run.KillAsync("gateway-1");
        var sinceKill = Stopwatch.StartNew();
        await Eventually.Async(() => holders.Any(holder => holder.Socket.HasEnded), Patience);
        var (victim, path, _, before) = holders.First(holder => holder.Socket.HasEnded);
        await using var back = await Eventually.ObjectAsync(() => TryConnectAsync(path), Patience);
        var served = sinceKill.Elapsed;
        output.WriteLine($"ready again {served.TotalSeconds:0.00} s after the kill");

        var session = await _view.SessionAsync(Key(victim));
        var now = session.GetProperty("fencing_token").GetInt64();
        now.ShouldBeGreaterThan(before);
        (await _view.RenewAsync(Key(victim), before)).ShouldBeFalse("the dead holder's token is worth nothing any more");
        (await _view.RenewAsync(Key(victim), now)).ShouldBeTrue();

        // Nothing was selected on the new socket; its gateway binds the chat's room a little after the 101.
        await Eventually.PassesAsync(
            async () =>
            {
                var payload = new { event_id = Guid.NewGuid(), company_id = _company, agent_id = "a1", chat_id = "chat-of-" + victim, row_data = new { } };
                await PublishAsync($"websocket.{_company}.a1.messages.chat-of-{victim}", JsonSerializer.SerializeToUtf8Bytes(payload));
                await back.WaitForAsync(frame => (string?)frame["type"] == "event" && (string?)frame["payload"]!["chat_id"] == "chat-of-" + victim, TimeSpan.FromSeconds(5));
            },
            Patience);
        await Eventually.Async(async () => await stack.Run.ResourceAsync("gateway-1") is { Health: "Healthy", Pid: { } id } && id != pid, Patience);
        return served;
    }

    /// <summary>Users with a selected chat; whichever gateway is killed, one of them loses its socket.</summary>
    private async Task<IReadOnlyList<Holder>> HoldOnBothGatewaysAsync(string users)
    {
        var (holders, gateways) = (new List<Holder>(), new HashSet<string>(StringComparer.Ordinal));
        for (var n = 0; gateways.Count < 2; n++)
        {
            n.ShouldBeLessThan(MostUsers, "the edge sends all sockets to one gateway");
            var (user, path) = ($"{users}-{n}", await PathAsync($"{users}-{n}"));
            var socket = await Eventually.ObjectAsync(() => TryConnectAsync(path), Patience);
            await socket.SendAsync(new { type = "select_chat", payload = new { chat_id = "chat-of-" + user } });
            JsonElement session = default;
            await Eventually.Async(async () => (session = await _view.SessionAsync(Key(user))).TryGetProperty("selected_chat", out var chat) && chat.GetString() == "chat-of-" + user, Patience);
            holders.Add(new Holder(user, path, socket, session.GetProperty("fencing_token").GetInt64()));
            gateways.Add(session.GetProperty("gateway_id").GetString()!);
        }

        return holders;
    }

    private string Key(string user) => $"agents/{_company}/a1/{user}-{_company}";

    private async Task<string> PathAsync(string user)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/generate-token")
        {
            Headers = { { "X-API-Key", "dev-user-key" } },
            Content = JsonContent.Create(new { company_id = _company, agent_id = "a1", user_id = $"{user}-{_company}", expires_in_seconds = 600 }),
        };
        using var response = await stack.Http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        var token = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
        return $"/ws/{_company}/a1?x-api-key=dev-user-key&token={Uri.EscapeDataString(token)}";
    }

    private async Task<NativeSocket?> TryConnectAsync(string path)
    {
        NativeSocket? socket = null;
        try
        {
            socket = await NativeSocket.ConnectAsync(stack.Edge, path, "json.v1");
            await socket.WaitForAsync("ready");
            return socket;
        }
        catch (Exception exception) when (exception is System.Net.WebSockets.WebSocketException or OperationCanceledException or ShouldAssertException)
        {
            if (socket is not null)
            {
                await socket.DisposeAsync();
            }

            return null;
        }
    }

    private async Task PublishAsync(string key, byte[] body)
    {
        var broker = new Uri((await stack.App.GetConnectionStringAsync("messaging"))!);
        await using var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.BasicPublishAsync("realtime.publish", key, body);
    }

    private sealed record Holder(string User, string Path, NativeSocket Socket, long FencingToken);
}
