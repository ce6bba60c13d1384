using System.Text;
using System.Text.Json;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Framing;
using Realtime.Gateway.Protocol;
using Realtime.Gateway.Tests.Cluster;
using Realtime.Gateway.Tests.Support;
using Realtime.Gateway.Transport;
using Realtime.Testing;

namespace Realtime.Gateway.Tests.Agents;

/// <summary>Policy <c>Block</c>: a socket that does not read misses nothing, and nobody waits for it.</summary>
public sealed class AgentBlockTests(AgentsFixture fixture) : IClassFixture<AgentsFixture>, IAsyncLifetime
{
    private const string Workspace = "agent:block/a1";
    private const int Padding = 10_000;
    private const int MostSent = 20_000;
    private const int AtOnce = 5;

    private readonly string _chat = Guid.NewGuid().ToString("N");
    private TestDelivery _delivery = null!;

    private string ChatRoom => RoomOf(_chat);

    public async Task InitializeAsync() => _delivery = await TestDelivery.StartAsync(fixture.Broker);

    public async Task DisposeAsync() => await _delivery.DisposeAsync();

    [Fact]
    public async Task Block_WhatTheBufferHolds_IsRead()
    {
        await using var gateway = await fixture.StartAsync("--Gateway:Agents:DropPolicy=Block", "--Gateway:Agents:Buffer=10");
        await using var client = await ConnectAsync(gateway, "u1");
        var connection = gateway.Hub.GetRoomMembers(Workspace).Single();
        var sent = 0;
        while (connection.QueuedFrames < 100 && sent < MostSent)
        {
            gateway.Hub.Publish(WorkspaceEvent(sent++));
        }

        (await ReadUntilAsync(client, sent - 1)).ShouldBe(Enumerable.Range(0, sent));
        connection.DroppedFrames.ShouldBe(0);
    }

    [Fact]
    public async Task Block_MoreThanTheBufferHolds_ComesFromTheLogInOrderAndHoldsUpNoOther()
    {
        await using var gateway = await StartAsync();
        await using var stalled = await ConnectAsync(gateway, "u1");
        await using var reading = await ConnectAsync(gateway, "u2");
        var connection = await SelectAsync(gateway, stalled, _chat);
        await SelectAsync(gateway, reading, _chat);

        var sent = await PublishUntilHeldAsync(connection, reading);
        for (var more = 0; more < 50; more++)
        {
            _delivery.PublishToRoom(ChatRoom, "event", Event(sent));
            (await ReadUntilAsync(reading, sent)).ShouldBe([sent]);
            sent++;
        }

        connection.QueuedBytes.ShouldBeLessThanOrEqualTo(100_000);
        (await ReadUntilAsync(stalled, sent - 1)).ShouldBe(Enumerable.Range(0, sent));
        await Eventually.Async(() => connection.IsIn(ChatRoom), because: "the socket is not live again");
        _delivery.PublishToRoom(ChatRoom, "event", Event(sent));
        (await ReadUntilAsync(stalled, sent)).ShouldBe([sent]);
    }

    [Fact]
    public async Task Block_AnotherChatSelectedMeanwhile_HasAllOfThatChatAndNothingMoreOfTheOther()
    {
        await using var gateway = await StartAsync();
        await using var stalled = await ConnectAsync(gateway, "u1");
        await using var reading = await ConnectAsync(gateway, "u2");
        var connection = await SelectAsync(gateway, stalled, _chat);
        await SelectAsync(gateway, reading, _chat);
        var sent = await PublishUntilHeldAsync(connection, reading);

        var next = Guid.NewGuid().ToString("N");
        await SelectAsync(gateway, stalled, next);
        _delivery.PublishToRoom(ChatRoom, "event", Event(sent));
        for (var number = MostSent; number < MostSent + 20; number++)
        {
            _delivery.PublishToRoom(RoomOf(next), "event", Event(number));
        }

        var read = await ReadUntilAsync(stalled, MostSent + 19);
        var seen = read.TakeWhile(number => number < sent).Count();
        read.ShouldBe([.. Enumerable.Range(0, seen), .. Enumerable.Range(MostSent, 20)]);
        connection.IsIn(ChatRoom).ShouldBeFalse();
    }

    [Fact]
    public async Task Block_LogThatCannotBeHad_EndsThatSocketWith4411()
    {
        await using var gateway = await StartAsync("--Gateway:Delivery:RecoverTimeout=00:00:01");
        await using var stalled = await ConnectAsync(gateway, "u1");
        await using var reading = await ConnectAsync(gateway, "u2");
        var connection = await SelectAsync(gateway, stalled, _chat);
        await SelectAsync(gateway, reading, _chat);
        await PublishUntilHeldAsync(connection, reading);

        _delivery.IsSilent = true;

        await ShouldEndTooSlowAsync(stalled);
    }

    [Fact]
    public async Task Block_MoreThanTheBufferHoldsOfARoomWithoutLog_EndsThatSocketAndHoldsUpNoOther()
    {
        await using var gateway = await StartAsync();
        await using var stalled = await ConnectAsync(gateway, "u1");
        await using var reading = await ConnectAsync(gateway, "u2");
        var sent = 0;
        while (gateway.Hub.CountInRoom(Workspace) > 1 && sent < MostSent)
        {
            gateway.Hub.Publish(WorkspaceEvent(sent));
            (await ReadUntilAsync(reading, sent)).ShouldBe([sent]);
            sent++;
        }

        await ShouldEndTooSlowAsync(stalled);
    }

    private static string RoomOf(string chat) => "agentchat:block/a1/" + chat;

    private static string Event(int number) => $"{{\"number\":{number},\"padding\":\"{new string('x', Padding)}\"}}";

    private static RoomMessage WorkspaceEvent(int number) => new()
    {
        Kind = TargetKind.Room,
        Target = Workspace,
        Type = "event",
        Data = Encoding.UTF8.GetBytes(Event(number)),
        Timestamp = DateTimeOffset.UtcNow,
    };

    private static async Task<List<int>> ReadUntilAsync(RawSocketClient client, int last)
    {
        var numbers = new List<int>();
        while (numbers.LastOrDefault(-1) != last)
        {
            var frame = (await client.ReceiveAsync()).ShouldNotBeNull();
            frame.Opcode.ShouldNotBe(Opcode.Close, frame.CloseReason);
            if (frame.Opcode == Opcode.Text)
            {
                using var json = JsonDocument.Parse(frame.Payload);
                numbers.Add(json.RootElement.GetProperty("payload").GetProperty("number").GetInt32());
            }
        }

        return numbers;
    }

    private static async Task ShouldEndTooSlowAsync(RawSocketClient client)
    {
        var last = "";
        ReceivedFrame? frame;
        while ((frame = await client.ReceiveAsync()) is { Opcode: not Opcode.Close })
        {
            last = frame.Opcode == Opcode.Text ? frame.Text : last;
        }

        frame!.CloseCode.ShouldBe(4411);
        last.ShouldBe("{\"type\":\"error\",\"payload\":{\"code\":\"InternalServerError\",\"message\":\"Client too slow\"}}");
    }

    private static async Task<ClientConnection> SelectAsync(TestGateway gateway, RawSocketClient client, string chat)
    {
        var before = gateway.Hub.GetRoomMembers(RoomOf(chat));
        await client.SendAsync(ClientFrame.Text($"{{\"type\":\"select_chat\",\"payload\":{{\"chat_id\":\"{chat}\"}}}}"));
        await Eventually.Async(() => gateway.Hub.CountInRoom(RoomOf(chat)) == before.Count + 1);
        await Eventually.PassesAsync(() => gateway.Get<Realtime.Gateway.Backplane.Bindings>().RoomBoundAsync(RoomOf(chat)));
        return gateway.Hub.GetRoomMembers(RoomOf(chat)).Except(before).Single();
    }

    private static async Task<RawSocketClient> ConnectAsync(TestGateway gateway, string user)
    {
        var before = gateway.Hub.CountInRoom(Workspace);
        var client = await RawSocketClient.ConnectAsync(gateway.Get<SocketListener>().Endpoint!.Port, $"/ws/block/a1?token=block.a1.{user}&x-api-key=user-key");
        (await client.ReceiveTextAsync()).ShouldBe("{\"type\":\"ready\"}");
        await Eventually.Async(() => gateway.Hub.CountInRoom(Workspace) == before + 1);
        return client;
    }

    private Task<TestGateway> StartAsync(params string[] more) =>
        fixture.StartAsync(["--Gateway:Agents:DropPolicy=Block", "--Gateway:Agents:BufferBytes=100000", .. more]);

    /// <summary>Publishes to the chat until one socket takes no more, a few events at once; the other reads them before the next ones are sent.</summary>
    private async Task<int> PublishUntilHeldAsync(ClientConnection stalled, RawSocketClient reading)
    {
        var sent = 0;
        while (!stalled.IsHeldUp && sent < MostSent)
        {
            for (var i = 0; i < AtOnce; i++)
            {
                _delivery.PublishToRoom(ChatRoom, "event", Event(sent++));
            }

            (await ReadUntilAsync(reading, sent - 1)).ShouldBe(Enumerable.Range(sent - AtOnce, AtOnce));
        }

        stalled.IsHeldUp.ShouldBeTrue();
        return sent;
    }
}
