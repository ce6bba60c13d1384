using Realtime.Gateway.Connections;
using Realtime.Gateway.Framing;
using Realtime.Gateway.Protocol;
using Realtime.Gateway.Tests.Support;

namespace Realtime.Gateway.Tests.Connections;

/// <summary>A socket that does not read: bounded, treated as its endpoint says, and nobody else's problem.</summary>
public sealed class SlowReaderTests
{
    private const int MessageSize = 10_000;

    [Fact]
    public async Task Disconnect_SendsTheErrorThen4411_AndTheOthersNeverWait()
    {
        await using var host = await StartAsync(SlowConsumerPolicy.Disconnect);
        await using var slow = await JoinAsync(host);
        await using var quick = await JoinAsync(host);
        var slowConnection = host.Echo.Opened.First();
        var sent = 0;
        while (slowConnection.IsOpen && sent < 20_000)
        {
            Publish(host, sent++);
            (await quick.ReceiveTextAsync()).ShouldStartWith($"{sent - 1}:");
        }

        slowConnection.IsOpen.ShouldBeFalse();
        slowConnection.QueuedBytes.ShouldBeLessThan(200_000);
        ReceivedFrame? frame;
        var last = "";
        while ((frame = await slow.ReceiveAsync()) is { Opcode: Opcode.Text })
        {
            last = frame.Text;
        }

        last.ShouldBe("error 4411");
        frame!.CloseCode.ShouldBe(4411);
        await Wait.UntilAsync(() => !host.Echo.Closed.IsEmpty, "the adapter is told");
        host.Echo.Closed.ShouldContain(closed => closed.Connection == slowConnection && closed.Close.Code == CloseCode.TooSlow);
    }

    [Fact]
    public async Task DropOldest_KeepsTheNewestAndTellsHowManyAreMissing()
    {
        await using var host = await StartAsync(SlowConsumerPolicy.DropOldest);
        await using var slow = await JoinAsync(host);
        var connection = host.Echo.Opened.First();
        var sent = 0;
        while (connection.DroppedFrames < 100 && sent < 20_000)
        {
            Publish(host, sent++);
        }

        connection.DroppedFrames.ShouldBeGreaterThanOrEqualTo(100);
        connection.QueuedBytes.ShouldBeLessThanOrEqualTo(200_000);
        var received = new List<int>();
        string text;
        while (!(text = await slow.ReceiveTextAsync()).StartsWith("dropped", StringComparison.Ordinal))
        {
            received.Add(int.Parse(text.Split(':')[0], System.Globalization.CultureInfo.InvariantCulture));
        }

        text.ShouldBe($"dropped {connection.DroppedFrames}");
        received.ShouldBe(received.Order());
        received[^1].ShouldBe(sent - 1);
        (received.Count + connection.DroppedFrames).ShouldBe(sent);
        host.Get<Realtime.Gateway.Diagnostics.GatewayCounters>().Dropped.ShouldBe(connection.DroppedFrames);
    }

    [Fact]
    public async Task Conflate_KeepsOneFrameAKey()
    {
        await using var host = await StartAsync(SlowConsumerPolicy.Conflate);
        await using var slow = await JoinAsync(host);
        var connection = host.Echo.Opened.First();
        var sent = 0;
        while (connection.QueuedFrames == 0 && sent < 20_000)
        {
            Publish(host, sent++);
        }

        for (var i = 0; i < 1000; i++)
        {
            host.Hub.Publish(EchoAdapter.Message(TargetKind.Room, "r", $"even {i}", key: "even"));
            host.Hub.Publish(EchoAdapter.Message(TargetKind.Room, "r", $"odd {i}", key: "odd"));
        }

        connection.QueuedFrames.ShouldBeLessThan(10);
        var texts = new List<string>();
        while (texts.Count < sent + 2)
        {
            texts.Add(await slow.ReceiveTextAsync());
        }

        texts[^2..].ShouldBe(["even 999", "odd 999"]);
    }

    [Fact]
    public async Task CutWhileSending_EndsTheConnectionOnce()
    {
        await using var host = await StartAsync(SlowConsumerPolicy.DropOldest);
        var slow = await JoinAsync(host);
        for (var i = 0; i < 3000; i++)
        {
            Publish(host, i);
        }

        await slow.DisposeAsync();
        await Wait.UntilAsync(() => host.Hub.SocketCount == 0, "the socket is gone");
        await Wait.UntilAsync(() => !host.Echo.Closed.IsEmpty, "the adapter is told");
        host.Echo.Closed.Count.ShouldBe(1);
        host.Hub.RoomCount.ShouldBe(0);
    }

    private static void Publish(SocketHost host, int number) =>
        host.Hub.Publish(EchoAdapter.Message(TargetKind.Room, "r", $"{number}:{new string('x', MessageSize)}"));

    private static Task<SocketHost> StartAsync(SlowConsumerPolicy policy) => SocketHost.StartAsync(echo => echo.Settings = new EndpointSettings
    {
        SlowConsumer = policy,
        MaxQueuedBytes = 200_000,
        MaxQueuedFrames = 1000,
    });

    private static async Task<RawSocketClient> JoinAsync(SocketHost host)
    {
        var client = await host.ConnectAsync();
        await client.SendAsync(ClientFrame.Text("!join r"));
        (await client.ReceiveTextAsync()).ShouldBe("joined");
        return client;
    }
}
