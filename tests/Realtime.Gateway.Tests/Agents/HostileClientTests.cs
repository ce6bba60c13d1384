using System.Net.WebSockets;
using System.Text;
using Realtime.Gateway.Diagnostics;
using Realtime.Gateway.Tests.Cluster;
using Realtime.Gateway.Tests.SocketIo.Support;

namespace Realtime.Gateway.Tests.Agents;

/// <summary>One gateway serves every protocol: whoever misbehaves in one loses its own socket at most, and those of the others never notice.</summary>
public sealed class HostileClientTests(AgentsFixture fixture) : IClassFixture<AgentsFixture>
{
    public static TheoryData<string, string[]> Attacks => new()
    {
        { "/socket.io/?EIO=4&transport=websocket", ["4abc"] },
        { "/socket.io/?EIO=4&transport=websocket", ["42/user,[\"update_location\",{}]"] },
        { "/socket.io/?EIO=4&transport=websocket", ["4599999-[\"x\"]"] },
        { "/socket.io/?EIO=4&transport=websocket", ["451-[\"x\",{\"_placeholder\":true,\"num\":99}]", "bytes"] },
        { "/socket.io/?EIO=4&transport=websocket", ["40/user," + "{\"token\":\"\\ud800\",\"pid\":\"gw-1.AAAAAAAAAAAAAAAAAAAA\",\"offset\":\"x\"}", "4"] },
        { "/socket.io/?EIO=4&transport=websocket", ["40" + "/" + "{0}", "4"] },
        { "/socket.io/?EIO=4&transport=websocket", ["42" + "[{0}", "4"] },
        { "/socket.io/?EIO=4&transport=websocket", ["huge"] },
        { "/socket.io/?EIO=4&transport=websocket&sid=gw-0.AAAAAAAAAAAAAAAAAAAA", [] },
        { "/socket.io/?EIO=4&transport=websocket&sid=%00%ff", [] },
        { "/ws/connect", ["{\"type\":{0}", "huge"] },
        { "/ws/h1/a1?token=h1.a1.attacker&x-api-key=user-key", ["{\"type\":\"select_chat\",\"payload\":{\"chat_id\":\"../../a2\"}}", "{\"type\":\"select_chat\",\"payload\":{\"chat_id\":\"*\"}}", "huge"] },
        { "/api/task-chat", ["{}"] },
    };

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task Attack_InOneProtocol_DisturbsNoSocketOfAnother(string path, string[] messages)
    {
        await using var bystanders = await Bystanders.ConnectAsync(fixture);
        var faults = fixture.First.Get<GatewayCounters>().HandlerFaults;
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => AttackAsync(path, messages)));
        await bystanders.ShouldAnswerAsync();
        fixture.First.Get<GatewayCounters>().HandlerFaults.ShouldBe(faults);
    }

    [Fact]
    public async Task Flood_OfPolls_DisturbsNoSocketOfAnother()
    {
        await using var bystanders = await Bystanders.ConnectAsync(fixture);
        using var http = new HttpClient { BaseAddress = new Uri(fixture.First.Url) };
        await Task.WhenAll(Enumerable.Range(0, 50).Select(async i =>
        {
            var open = await http.GetStringAsync("/socket.io/?EIO=4&transport=polling");
            var sid = System.Text.Json.JsonDocument.Parse(open[1..]).RootElement.GetProperty("sid").GetString();
            var packets = i % 2 == 0 ? string.Join('\u001e', Enumerable.Repeat("40/nowhere", 900)) : "4" + new string('4', 100_000);
            using var _ = await http.PostAsync($"/socket.io/?EIO=4&transport=polling&sid={sid}", new StringContent(packets));
        }));
        await bystanders.ShouldAnswerAsync();
    }

    private async Task AttackAsync(string path, string[] messages)
    {
        using var socket = new ClientWebSocket();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            await socket.ConnectAsync(new Uri(fixture.First.SocketsUrl.Replace("http", "ws", StringComparison.Ordinal) + path), patience.Token);
            foreach (var message in messages)
            {
                var text = message == "huge" ? new string('x', 2_000_000) : message.Replace("{0}", new string('[', 20_000), StringComparison.Ordinal);
                await socket.SendAsync(Encoding.UTF8.GetBytes(text), message == "bytes" ? WebSocketMessageType.Binary : WebSocketMessageType.Text, true, patience.Token);
            }

            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
            var buffer = new byte[4096];
            while ((await socket.ReceiveAsync(buffer, patience.Token)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (WebSocketException)
        {
            // Refused or cut: what the attacker deserves.
        }
    }

    /// <summary>A quiet socket of each protocol.</summary>
    private sealed class Bystanders(NativeClient native, RawSocket agent, RawSocket socketIo) : IAsyncDisposable
    {
        public static async Task<Bystanders> ConnectAsync(AgentsFixture fixture)
        {
            var user = Guid.NewGuid().ToString("N");
            var native = await NativeClient.WelcomeAsync(fixture.First.SocketsUrl, fixture.Authority.Token(user));
            var agent = await AgentClient.ReadyAsync(fixture.First, "h1", "a1", user);
            var socketIo = await RawSocket.ConnectAsync(new Uri(fixture.First.SocketsUrl.Replace("http", "ws", StringComparison.Ordinal) + "/socket.io/?EIO=4&transport=websocket"));
            (await socketIo.ReadAsync())![0].ShouldBe('0');
            await socketIo.SendAsync("40/user," + System.Text.Json.JsonSerializer.Serialize(new { token = fixture.Authority.Token(user) }));
            (await socketIo.ReadPacketAsync())!.ShouldStartWith("40/user,{\"sid\"");
            return new Bystanders(native, agent, socketIo);
        }

        public async Task ShouldAnswerAsync()
        {
            await native.PingAsync();
            await agent.SendAsync("{\"type\":\"ready\"}");
            (await agent.ReadAsync()).ShouldBe("{\"type\":\"ready\"}");
            await socketIo.SendAsync("42/user,1[\"register-user\",{}]");
            (await socketIo.ReadPacketAsync()).ShouldBe("43/user,1[{\"status\":\"ok\"}]");
        }

        public async ValueTask DisposeAsync()
        {
            await native.DisposeAsync();
            await agent.DisposeAsync();
            await socketIo.DisposeAsync();
        }
    }
}
