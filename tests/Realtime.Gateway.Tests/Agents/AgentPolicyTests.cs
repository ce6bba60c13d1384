using System.Text;
using System.Text.Json;
using Realtime.Gateway.Framing;
using Realtime.Gateway.Protocol;
using Realtime.Gateway.Tests.Cluster;
using Realtime.Gateway.Tests.Support;
using Realtime.Gateway.Transport;
using Realtime.Testing;

namespace Realtime.Gateway.Tests.Agents;

/// <summary>What an operator chooses for agent sockets: what becomes of frames that nobody reads, compression, and how long a pong may take.</summary>
public sealed class AgentPolicyTests(AgentsFixture fixture) : IClassFixture<AgentsFixture>
{
    private const string Room = "agent:policy/a1";
    private const int LargeMessage = 10_000;
    private const int MostSent = 20_000;

    [Fact]
    public async Task DropOldest_KeepsTheNewestFramesOfTheBuffer()
    {
        await using var gateway = await fixture.StartAsync("--Gateway:Agents:DropPolicy=DropOldest", "--Gateway:Agents:Buffer=10");
        await using var client = await ConnectAsync(gateway);
        var connection = gateway.Hub.GetRoomMembers(Room).Single();
        var sent = 0;
        while (connection.DroppedFrames < 50 && sent < MostSent)
        {
            Publish(gateway, sent++, LargeMessage);
        }

        connection.QueuedFrames.ShouldBeLessThanOrEqualTo(10);
        var received = await ReadUntilAsync(client, sent - 1);
        received.ShouldBe(received.Order());
        (received.Count + connection.DroppedFrames).ShouldBe(sent);
        connection.IsOpen.ShouldBeTrue();
    }

    [Theory]
    [InlineData("Disabled", false)]
    [InlineData("ContextTakeover", true)]
    [InlineData("NoContextTakeover", true)]
    public async Task Compression_IsUsedFromTheThresholdOn(string mode, bool compresses)
    {
        await using var gateway = await fixture.StartAsync("--Gateway:Agents:Compression=" + mode, "--Gateway:Agents:CompressionThreshold=1024");
        await using var client = await ConnectAsync(gateway, "u1", "Sec-WebSocket-Extensions: permessage-deflate");
        (client.Header("Sec-WebSocket-Extensions") is not null).ShouldBe(compresses);
        Publish(gateway, 1, 500);
        (await client.ReceiveAsync())!.IsCompressed.ShouldBeFalse();
        Publish(gateway, 2, 2_000);
        var large = (await client.ReceiveAsync())!;
        large.IsCompressed.ShouldBe(compresses);
        (large.Payload.Length < 1_000).ShouldBe(compresses);
    }

    [Fact]
    public async Task Pong_ThatDoesNotCome_EndsWithAnErrorAnd1011()
    {
        await using var gateway = await fixture.StartAsync("--Gateway:Agents:PingInterval=00:00:00.1", "--Gateway:Agents:PongWait=00:00:01");
        await using var client = await RawSocketClient.ConnectAsync(gateway.Get<SocketListener>().Endpoint!.Port, Path("u1"));
        var frames = new List<ReceivedFrame>();
        while (await client.ReceiveAsync() is { } frame)
        {
            frames.Add(frame);
            if (frame.Opcode == Opcode.Close)
            {
                break;
            }
        }

        frames.ShouldContain(frame => frame.Opcode == Opcode.Ping);
        frames[^1].CloseCode.ShouldBe(1011);
        frames[^2].Text.ShouldBe("{\"type\":\"error\",\"payload\":{\"code\":\"InternalServerError\",\"message\":\"Pong timeout\"}}");
    }

    [Fact]
    public async Task Flood_IsRefusedThenEnded_AndNobodyElseIs()
    {
        await using var other = await AgentClient.ReadyAsync(fixture.First, "policy", "a2", "calm");
        await using var flooder = await AgentClient.ReadyAsync(fixture.First, "policy", "a2", "flood");
        var reading = ReadAllAsync(flooder);
        for (var i = 0; i < MostSent && !reading.IsCompleted; i++)
        {
            try
            {
                await flooder.SendAsync("{\"type\":\"ready\"}");
            }
            catch (System.Net.WebSockets.WebSocketException)
            {
                break;
            }
        }

        (await reading).ShouldContain("{\"type\":\"error\",\"payload\":{\"code\":\"RateLimitExceeded\",\"message\":\"Rate limit exceeded\"}}");
        ((int?)flooder.CloseStatus).ShouldBe(4429);
        await other.SendAsync("{\"type\":\"ready\"}");
        (await other.ReadAsync()).ShouldBe("{\"type\":\"ready\"}");
    }

    private static string Path(string user) => $"/ws/policy/a1?token=policy.a1.{user}&x-api-key=user-key";

    private static async Task<RawSocketClient> ConnectAsync(TestGateway gateway, string user = "u1", params string[] headers)
    {
        var before = gateway.Hub.CountInRoom(Room);
        var client = await RawSocketClient.ConnectAsync(gateway.Get<SocketListener>().Endpoint!.Port, Path(user), headers);
        (await client.ReceiveTextAsync()).ShouldBe("{\"type\":\"ready\"}");
        await Eventually.Async(() => gateway.Hub.CountInRoom(Room) == before + 1);
        return client;
    }

    private static void Publish(TestGateway gateway, int number, int size) => gateway.Hub.Publish(new RoomMessage
    {
        Kind = TargetKind.Room,
        Target = Room,
        Type = "event",
        Data = Encoding.UTF8.GetBytes($"{{\"number\":{number},\"padding\":\"{new string('x', size)}\"}}"),
        Timestamp = DateTimeOffset.UtcNow,
    });

    private static async Task<List<int>> ReadUntilAsync(RawSocketClient client, int last)
    {
        var numbers = new List<int>();
        while (numbers.LastOrDefault(-1) != last)
        {
            var frame = (await client.ReceiveAsync()).ShouldNotBeNull();
            if (frame.Opcode == Opcode.Text)
            {
                using var json = JsonDocument.Parse(frame.Payload);
                numbers.Add(json.RootElement.GetProperty("payload").GetProperty("number").GetInt32());
            }
        }

        return numbers;
    }

    private static async Task<List<string>> ReadAllAsync(SocketIo.Support.RawSocket socket)
    {
        var messages = new List<string>();
        while (await socket.ReadAsync() is { } message)
        {
            messages.Add(message);
        }

        return messages;
    }
}
