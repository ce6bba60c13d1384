using Realtime.Gateway.Connections;
using Realtime.Gateway.Hub;
using Realtime.Gateway.Protocol;
using Realtime.Gateway.Tests.Support;

namespace Realtime.Gateway.Tests.Hub;

public sealed class HubTests
{
    [Fact]
    public async Task Publish_InARoom_ReachesTheOthersAndNobodyElse()
    {
        await using var host = await SocketHost.StartAsync();
        await using var sender = await JoinAsync(host, "r");
        await using var member = await JoinAsync(host, "r");
        await using var stranger = await JoinAsync(host, "other");
        await sender.SendAsync(ClientFrame.Text("!pub r hello"));
        (await member.ReceiveTextAsync()).ShouldBe("hello");
        await sender.ShouldEchoAsync();
        await stranger.ShouldEchoAsync();
    }

    [Fact]
    public async Task Publish_ManyTimes_KeepsThePublishersOrder()
    {
        await using var host = await SocketHost.StartAsync();
        await using var sender = await host.ConnectAsync();
        await using var member = await JoinAsync(host, "r");
        await sender.SendAsync([.. Enumerable.Range(0, 2000).SelectMany(i => ClientFrame.Text($"!pub r {i}"))]);
        for (var i = 0; i < 2000; i++)
        {
            (await member.ReceiveTextAsync()).ShouldBe($"{i}");
        }
    }

    [Fact]
    public async Task Publish_ToManyMembers_EncodesOnce()
    {
        await using var host = await SocketHost.StartAsync();
        var members = new List<RawSocketClient>();
        for (var i = 0; i < 20; i++)
        {
            members.Add(await JoinAsync(host, "r"));
        }

        host.Hub.Publish(EchoAdapter.Message(TargetKind.Room, "r", "one")).ShouldBe(20);
        foreach (var member in members)
        {
            (await member.ReceiveTextAsync()).ShouldBe("one");
        }

        host.Echo.Encoded.ShouldBe(1);
    }

    [Fact]
    public async Task Publish_ToAUser_ReachesAllOfTheirSocketsButTheExcluded()
    {
        await using var host = await SocketHost.StartAsync();
        await using var phone = await host.ConnectAsync("/echo?user=ann");
        await using var laptop = await host.ConnectAsync("/echo?user=ann");
        await using var other = await host.ConnectAsync("/echo?user=bob");
        await Wait.UntilAsync(() => host.Hub.CountOfUser("ann") == 2 && host.Hub.CountOfUser("bob") == 1, "all bound");
        host.Hub.Publish(EchoAdapter.Message(TargetKind.User, "ann", "direct", except: host.Echo.Opened.First())).ShouldBe(2);
        (await laptop.ReceiveTextAsync()).ShouldBe("direct");
        host.Hub.Publish(EchoAdapter.Message(TargetKind.All, "", "to all", exceptUser: "bob"));
        (await phone.ReceiveTextAsync()).ShouldBe("to all");
        (await laptop.ReceiveTextAsync()).ShouldBe("to all");
        await other.ShouldEchoAsync();
    }

    [Fact]
    public async Task Publish_ToAll_LeavesOutWhoIsNobodyYet()
    {
        await using var host = await SocketHost.StartAsync();
        await using var anonymous = await host.ConnectAsync();
        await using var known = await host.ConnectAsync("/echo?user=ann");
        await Wait.UntilAsync(() => host.Hub.CountOfUser("ann") == 1, "bound");
        host.Hub.Publish(EchoAdapter.Message(TargetKind.All, "", "to all"));
        (await known.ReceiveTextAsync()).ShouldBe("to all");
        await anonymous.ShouldEchoAsync();
    }

    [Fact]
    public async Task Join_InsideABurst_DoesNotGetWhatWasPublishedBefore()
    {
        await using var host = await SocketHost.StartAsync();
        await using var member = await JoinAsync(host, "r");
        await using var late = await host.ConnectAsync();
        var connection = host.Echo.Opened.Last();
        using (host.Hub.BeginBurst())
        {
            host.Hub.Publish(EchoAdapter.Message(TargetKind.Room, "r", "before"));
            host.Hub.Join(connection, "r");
            host.Hub.Publish(EchoAdapter.Message(TargetKind.Room, "r", "after"));
        }

        (await late.ReceiveTextAsync()).ShouldBe("after");
        (await member.ReceiveTextAsync()).ShouldBe("before");
        (await member.ReceiveTextAsync()).ShouldBe("after");
    }

    [Fact]
    public async Task Observers_SeeFirstAndLast_AndTheHubIsEmptyAfterwards()
    {
        await using var host = await SocketHost.StartAsync();
        var observer = new RecordingObserver();
        host.Hub.AddObserver(observer);
        var first = await host.ConnectAsync("/echo?user=ann");
        var second = await host.ConnectAsync("/echo?user=ann");
        await first.SendAsync(ClientFrame.Text("!join r"), ClientFrame.Text("!join r"));
        await first.ReceiveTextAsync();
        await second.SendAsync(ClientFrame.Text("!join r"));
        await second.ReceiveTextAsync();
        await first.SendAsync(ClientFrame.Text("!leave r"));
        await Wait.UntilAsync(() => observer.Events.Contains("left r False"), "left");
        await first.DisposeAsync();
        await Wait.UntilAsync(() => observer.Events.Contains("unbound ann False"), "first gone");
        await second.DisposeAsync();
        await Wait.UntilAsync(() => observer.Events.Count(entry => entry == "closed") == 2, "second gone");
        observer.Events.ShouldBe(
        [
            "opened", "bound ann True", "opened", "bound ann False", "joined r True", "joined r False", "left r False",
            "unbound ann False", "closed", "left r True", "unbound ann True", "closed",
        ]);
        (host.Hub.RoomCount, host.Hub.UserCount, host.Hub.ConnectionCount).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task BindUser_ForSomebodyElse_LeavesTheFormerUser()
    {
        await using var host = await SocketHost.StartAsync();
        await using var client = await host.ConnectAsync("/echo?user=ann");
        await Wait.UntilAsync(() => host.Hub.CountOfUser("ann") == 1, "bound");
        var connection = host.Echo.Opened.Single();
        host.Hub.BindUser(connection, "bob").ShouldBeTrue();
        host.Hub.CountOfUser("ann").ShouldBe(0);
        connection.UserId.ShouldBe("bob");
        await using var second = await host.ConnectAsync();
        await Wait.UntilAsync(() => host.Echo.Opened.Count == 2, "second open");
        host.Hub.BindUser(host.Echo.Opened.Last(), "bob", most: 1).ShouldBeFalse();
    }

    [Fact]
    public async Task Find_ByIdText_GivesTheConnection()
    {
        await using var host = await SocketHost.StartAsync();
        await using var client = await host.ConnectAsync();
        await client.ShouldEchoAsync();
        var connection = host.Echo.Opened.Single();
        connection.Id.Length.ShouldBe(16);
        host.Hub.Find(connection.Id).ShouldBe(connection);
        host.Hub.Find("ffffffffffffffff").ShouldBeNull();
        host.Hub.Find("not an id").ShouldBeNull();
    }

    [Fact]
    public async Task Handler_ThatThrows_ClosesOnlyItsOwnSocket1011()
    {
        await using var host = await SocketHost.StartAsync();
        await using var bad = await host.ConnectAsync();
        await using var good = await host.ConnectAsync();
        await bad.SendAsync(ClientFrame.Text("!throw"));
        (await bad.ReceiveCloseAsync())!.CloseCode.ShouldBe(1011);
        await good.ShouldEchoAsync();
        host.Get<Realtime.Gateway.Diagnostics.GatewayCounters>().HandlerFaults.ShouldBe(1);
    }

    /// <summary>Threads join, leave, publish and cut at random; at the end everything adds up.</summary>
    [Fact]
    public async Task ManyThreads_JoiningLeavingPublishingClosing_LeaveNothingBehind()
    {
        await using var host = await SocketHost.StartAsync(
            echo => echo.Settings = new EndpointSettings { SlowConsumer = SlowConsumerPolicy.DropOldest },
            new Dictionary<string, string?> { ["Gateway:Sockets:Loops"] = "3" });
        var clients = new List<RawSocketClient>();
        for (var i = 0; i < 60; i++)
        {
            clients.Add(await host.ConnectAsync($"/echo?user=u{i % 10}"));
        }

        await Wait.UntilAsync(() => host.Hub.ConnectionCount == 60, "all open");
        var connections = host.Hub.Connections.ToArray();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(seed => Task.Run(() =>
        {
            var random = new Random(seed);
            for (var i = 0; i < 5000; i++)
            {
                var connection = connections[random.Next(connections.Length)];
                var room = $"room{random.Next(8)}";
                switch (random.Next(100))
                {
                    case < 35:
                        host.Hub.Join(connection, room);
                        break;
                    case < 60:
                        host.Hub.Leave(connection, room);
                        break;
                    case < 90:
                        host.Hub.Publish(EchoAdapter.Message(TargetKind.Room, room, $"{seed}:{i}", connection));
                        break;
                    case < 99:
                        host.Hub.Publish(EchoAdapter.Message(TargetKind.User, $"u{random.Next(10)}", $"{seed}:{i}"));
                        break;
                    default:
                        if (random.Next(3) == 0)
                        {
                            connection.Close(CloseCode.Normal, "");
                        }

                        break;
                }
            }
        })));
        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }

        await Wait.UntilAsync(() => host.Hub.SocketCount == 0, "all gone");
        await Wait.UntilAsync(() => host.Echo.Closed.Count >= 60, "the adapter is told of each");
        (host.Hub.RoomCount, host.Hub.UserCount, host.Hub.ConnectionCount).ShouldBe((0, 0, 0));
        host.Echo.Closed.Count.ShouldBe(60);
    }

    private static async Task<RawSocketClient> JoinAsync(SocketHost host, string room)
    {
        var client = await host.ConnectAsync();
        await client.SendAsync(ClientFrame.Text($"!join {room}"));
        (await client.ReceiveTextAsync()).ShouldBe("joined");
        return client;
    }

    private sealed class RecordingObserver : IHubObserver
    {
        private readonly List<string> _events = [];

        public string[] Events
        {
            get
            {
                lock (_events)
                {
                    return [.. _events];
                }
            }
        }

        public void OnOpened(ClientConnection connection) => Add("opened");

        public void OnClosed(ClientConnection connection, CloseInfo close) => Add("closed");

        public void OnJoined(ClientConnection connection, string room, bool firstInRoom) => Add($"joined {room} {firstInRoom}");

        public void OnLeft(ClientConnection connection, string room, bool lastInRoom) => Add($"left {room} {lastInRoom}");

        public void OnUserBound(ClientConnection connection, string userId, bool firstOfUser) => Add($"bound {userId} {firstOfUser}");

        public void OnUserUnbound(ClientConnection connection, string userId, bool lastOfUser) => Add($"unbound {userId} {lastOfUser}");

        private void Add(string entry)
        {
            lock (_events)
            {
                _events.Add(entry);
            }
        }
    }
}
