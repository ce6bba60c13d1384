using System.Text.Json;
using Realtime.Gateway.Protocol;
using Realtime.Gateway.Tests.SocketIo.Support;
using Realtime.Testing;

namespace Realtime.Gateway.Tests.SocketIo;

/// <summary>A dropped socket comes back with its private id and what it saw last: here, or on another gateway.</summary>
public sealed class RecoveryTests : IAsyncLifetime
{
    private const string Box = """{"neLocation":{"lat":1.4,"long":103.9},"swLocation":{"lat":1.2,"long":103.6}}""";

    private readonly SocketIoCluster _cluster = new();

    public async Task InitializeAsync()
    {
        await _cluster.StartAsync("gw-1");
        await _cluster.StartAsync("gw-2");
        await _cluster.StartAsync("gw-3");
        await _cluster.MoveAsync("v1", new(1.3, 103.8));
    }

    public Task DisposeAsync() => _cluster.StopAsync();

    [Theory]
    [InlineData("gw-1")]
    [InlineData("gw-2")]
    public async Task Connect_AfterADrop_HasItsRoomsAndWhatItMissed(string where)
    {
        var (sid, pid, offset) = await FollowAndDropAsync("gw-1");
        await MissAsync("gw-1", 1.31, 1.32);

        await using var back = await OpenAsync(where);
        await back.SendAsync(Reconnect("u1", pid, offset));
        (await back.ReadPacketAsync()).ShouldBe($"40/user,{{\"sid\":\"{sid}\",\"pid\":\"{pid}\"}}");
        (await MoveAsync(back)).ShouldBe(1.31);
        (await MoveAsync(back)).ShouldBe(1.32);
        await _cluster.MoveAsync("v1", new(1.33, 103.8));
        (await MoveAsync(back)).ShouldBe(1.33);
        await Eventually.Async(() => _cluster.Hosts.Values.All(host => host.Recovery.GhostCount == 0));
    }

    [Fact]
    public async Task Connect_DroppedTwiceOnDifferentGateways_IsFoundWhereItWasLast()
    {
        var (_, pid, offset) = await FollowAndDropAsync("gw-1");
        await using (var back = await OpenAsync("gw-2"))
        {
            await back.SendAsync(Reconnect("u1", pid, offset));
            (await back.ReadPacketAsync())!.ShouldStartWith("40/user,");
            back.Cut();
        }

        await MissAsync("gw-2", 1.34);
        await using var again = await OpenAsync("gw-3");
        await again.SendAsync(Reconnect("u1", pid, offset));
        (await again.ReadPacketAsync())!.ShouldContain(pid);
        (await MoveAsync(again)).ShouldBe(1.34);
    }

    [Fact]
    public async Task Connect_WithATokenThatHasExpired_IsRefused()
    {
        var (_, pid, offset) = await FollowAndDropAsync("gw-1");
        await Eventually.Async(() => _cluster.Hosts["gw-1"].Recovery.GhostCount == 1);
        await using var back = await OpenAsync("gw-1");
        await back.SendAsync(Reconnect("u1;expires=-1", pid, offset));
        (await back.ReadPacketAsync()).ShouldBe("44/user,{\"message\":\"unauthorized\"}");
    }

    [Fact]
    public async Task Connect_SomebodyElsesPid_StartsAnew()
    {
        var (_, pid, offset) = await FollowAndDropAsync("gw-1");
        await Eventually.Async(() => _cluster.Hosts["gw-1"].Recovery.GhostCount == 1);
        foreach (var where in new[] { "gw-1", "gw-2" })
        {
            await using var thief = await OpenAsync(where);
            await thief.SendAsync(Reconnect("thief", pid, offset));
            (await thief.ReadPacketAsync())!.ShouldNotContain(pid);
        }
    }

    [Fact]
    public async Task Burst_OverSeveralRooms_ArrivesInTheOrderOfItsPositions()
    {
        await _cluster.MoveAsync("v2", new(1.3, 103.8));
        await using var socket = await OpenAsync("gw-1");
        await socket.SendAsync("40/user,{\"token\":\"user:u1\"}");
        (await socket.ReadPacketAsync())!.ShouldStartWith("40/user,");
        await socket.SendAsync("42/user,[\"updateUserLocation\"," + Box + "]");
        (await socket.ReadPacketAsync())!.ShouldContain("vendor_channels");
        var hub = _cluster.Hosts["gw-1"].Hub;
        using (hub.BeginBurst())
        {
            foreach (var (vendor, latitude) in new[] { ("v1", 1.31), ("v2", 1.32), ("v1", 1.33) })
            {
                hub.Publish(_cluster.MoveOf(vendor, new(latitude, 103.8)));
            }
        }

        (await MoveAsync(socket)).ShouldBe(1.31);
        (await MoveAsync(socket)).ShouldBe(1.32);
        (await MoveAsync(socket)).ShouldBe(1.33);
    }

    [Fact]
    public async Task Connect_OnAnotherGateway_SeesNothingTwiceThatComesThereLate()
    {
        var first = _cluster.Hosts["gw-1"].Hub;
        var second = _cluster.Hosts["gw-2"].Hub;
        var seen = _cluster.MoveOf("v1", new(1.31, 103.8));
        var missed = _cluster.MoveOf("v1", new(1.32, 103.8));
        var (_, pid, offset) = await FollowAndDropAsync("gw-1", seen);
        await Eventually.Async(() => _cluster.Hosts["gw-1"].Recovery.GhostCount == 1);
        first.Publish(missed);

        await using var back = await OpenAsync("gw-2");
        await back.SendAsync(Reconnect("u1", pid, offset));
        (await back.ReadPacketAsync())!.ShouldContain(pid);
        (await MoveAsync(back)).ShouldBe(1.32);
        second.Publish(seen);
        second.Publish(missed);
        second.Publish(_cluster.MoveOf("v1", new(1.33, 103.8)));
        (await MoveAsync(back)).ShouldBe(1.33);
    }

    [Theory]
    [InlineData("gw-2")]
    [InlineData("gw-4")]
    public async Task Connect_AfterItsGatewayDied_HasItsRoomsAndWhatTheOthersHaveSeen(string where)
    {
        await using var witness = await FollowAsync("gw-3", "u2");
        await using var socket = await FollowAsync("gw-1", "u1");
        _cluster.Time.Advance(1);
        await _cluster.MoveAsync("v1", new(1.31, 103.8));
        var seen = (await socket.Socket.ReadPacketAsync())!;
        (await socket.Socket.ReadPacketAsync())!.ShouldContain("vendor_sync");
        await Eventually.Async(() => _cluster.Hosts["gw-2"].Standbys.OthersCount == 2);

        _cluster.Kill("gw-1");
        socket.Socket.Cut();
        _cluster.Time.Advance(1);
        await _cluster.MoveAsync("v1", new(1.32, 103.8));
        _cluster.Time.Advance(1);
        await _cluster.MoveAsync("v1", new(1.33, 103.8));
        if (where == "gw-4")
        {
            // It starts in place of the dead one, and was told nothing by it.
            await _cluster.StartAsync(where);
        }

        await using var back = await OpenAsync(where);
        await back.SendAsync(Reconnect("u1", socket.Pid, JsonDocument.Parse(seen[8..]).RootElement[2].GetString()!));
        (await back.ReadPacketAsync()).ShouldBe($"40/user,{{\"sid\":\"{socket.Sid}\",\"pid\":\"{socket.Pid}\"}}");
        (await MoveAsync(back)).ShouldBe(1.32);
        (await MoveAsync(back)).ShouldBe(1.33);
        await _cluster.MoveAsync("v1", new(1.34, 103.8));
        (await MoveAsync(back)).ShouldBe(1.34);
    }

    [Fact]
    public async Task Connect_SomebodyElsesPidOfADeadGateway_StartsAnew()
    {
        await using var socket = await FollowAsync("gw-1", "u1");
        await Eventually.Async(() => _cluster.Hosts["gw-2"].Standbys.OthersCount == 1);
        _cluster.Kill("gw-1");
        await using var thief = await OpenAsync("gw-2");
        await thief.SendAsync(Reconnect("thief", socket.Pid, socket.Offset));
        (await thief.ReadPacketAsync())!.ShouldNotContain(socket.Pid);
    }

    [Fact]
    public async Task Connect_WhileItsGatewayLivesAndHasNotMissedIt_StartsAnew()
    {
        await using var socket = await FollowAsync("gw-1", "u1");
        await Eventually.Async(() => _cluster.Hosts["gw-2"].Standbys.OthersCount == 1);
        await using var second = await OpenAsync("gw-2");
        await second.SendAsync(Reconnect("u1", socket.Pid, socket.Offset));
        (await second.ReadPacketAsync())!.ShouldNotContain(socket.Pid);
    }

    [Fact]
    public async Task Connect_AfterTheWindow_StartsAnew_AndNothingIsKept()
    {
        var (_, pid, offset) = await FollowAndDropAsync("gw-1");
        await Eventually.Async(() => _cluster.Hosts["gw-1"].Recovery.GhostCount == 1 && _cluster.Hosts["gw-2"].Standbys.OthersCount == 1);
        _cluster.Time.Advance(TimeSpan.FromSeconds(120));
        await Eventually.Async(() => _cluster.Hosts["gw-1"].Recovery.GhostCount == 0 && _cluster.Hosts["gw-2"].Standbys.OthersCount == 0);
        await Eventually.Async(() => _cluster.Hosts["gw-1"].Hub.CountInRoom("vendor:v1") == 0);
        await using var back = await OpenAsync("gw-1");
        await back.SendAsync(Reconnect("u1", pid, offset));
        (await back.ReadPacketAsync())!.ShouldNotContain(pid);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("gw-1.AAAAAAAAAAAAAAAAAAAA")]
    [InlineData("gw-9.AAAAAAAAAAAAAAAAAAAA")]
    public async Task Connect_UnknownPid_StartsAnew(string pid)
    {
        await using var socket = await OpenAsync("gw-1");
        await socket.SendAsync(Reconnect("u1", pid, "x.1"));
        (await socket.ReadPacketAsync())!.ShouldStartWith("40/user,{\"sid\":");
    }

    [Fact]
    public async Task Leave_OnPurpose_IsNotKept()
    {
        var socket = await OpenAsync("gw-1");
        await socket.SendAsync("40/user,{\"token\":\"user:u1\"}");
        var connected = (await socket.ReadPacketAsync())!;
        var pid = JsonDocument.Parse(connected[8..]).RootElement.GetProperty("pid").GetString()!;
        await socket.SendAsync("41/user,");
        await socket.SendAsync("40/user," + JsonSerializer.Serialize(new { token = "user:u1", pid }));
        (await socket.ReadPacketAsync())!.ShouldNotContain(pid);
    }

    [Fact]
    public async Task Connect_Twice_KeepsNothingOfTheFirstSocket()
    {
        await using var socket = await FollowAsync("gw-1", "u1");
        await socket.Socket.SendAsync("40/user,{\"token\":\"user:u1\"}");
        (await socket.Socket.ReadPacketAsync())!.ShouldNotContain(socket.Pid);
        OwnCount("gw-1").ShouldBe(1);
        await socket.Socket.SendAsync("1");
        await socket.Socket.ReadToEndAsync();
        await Eventually.Async(() => OwnCount("gw-1") == 0);
    }

    [Fact]
    public async Task Connect_WithAPositionNobodyKnows_KeepsNothingOfTheDroppedSocket()
    {
        var (_, pid, offset) = await FollowAndDropAsync("gw-1");
        await Eventually.Async(() => _cluster.Hosts["gw-1"].Recovery.GhostCount == 1);
        await using var back = await OpenAsync("gw-1");
        await back.SendAsync(Reconnect("u1", pid, offset[..offset.IndexOf('.')] + ".7fffffff.0"));
        (await back.ReadPacketAsync())!.ShouldNotContain(pid);
        OwnCount("gw-1").ShouldBe(1);
        await back.SendAsync("1");
        await back.ReadToEndAsync();
        await Eventually.Async(() => OwnCount("gw-1") == 0);
    }

    [Fact]
    public async Task Drop_OfMoreThanAreKept_KeepsNothingOfTheOldest()
    {
        await _cluster.StartAsync("gw-4", ("Gateway:SocketIo:Recovery:MaxSockets", "1"));
        await FollowAndDropAsync("gw-4");
        await Eventually.Async(() => _cluster.Hosts["gw-4"].Recovery.GhostCount == 1);
        OwnCount("gw-4").ShouldBe(1);
        await FollowAndDropAsync("gw-4");
        await Eventually.Async(() => OwnCount("gw-4") == 0);
        await Eventually.Async(() => _cluster.Hosts["gw-4"].Recovery.GhostCount == 1);
    }

    [Fact]
    public async Task Connect_Again_WhileTheSessionEnds_LeavesNothingOfTheFirstSocket()
    {
        var watches = _cluster.Hosts["gw-1"].Watches;
        await using var socket = await FollowAsync("gw-1", "u1");
        watches.PlaceCount.ShouldBeGreaterThan(0);
        var ready = new TaskCompletionSource();
        _cluster.Tokens.Ready = ready.Task;
        var asked = _cluster.Tokens.Asked;
        await socket.Socket.SendAsync("40/user,{\"token\":\"user:u1\"}");
        await Eventually.Async(() => _cluster.Tokens.Asked > asked);
        socket.Socket.Cut();
        await Eventually.Async(() => _cluster.Hosts["gw-1"].Recovery.GhostCount == 1);
        ready.SetResult();
        await Eventually.Async(() => watches.PlaceCount == 0);
    }

    private int OwnCount(string where) => _cluster.Hosts[where].Standbys.OwnCount;

    private async Task<Followed> FollowAsync(string where, string user)
    {
        var socket = await OpenAsync(where);
        await socket.SendAsync($"40/user,{{\"token\":\"user:{user}\"}}");
        using var connected = JsonDocument.Parse((await socket.ReadPacketAsync())![8..]);
        await socket.SendAsync("42/user,[\"updateUserLocation\"," + Box + "]");
        var channels = (await socket.ReadPacketAsync())!;
        channels.ShouldContain("vendor_channels");
        return new Followed(
            socket,
            connected.RootElement.GetProperty("sid").GetString()!,
            connected.RootElement.GetProperty("pid").GetString()!,
            JsonDocument.Parse(channels[8..]).RootElement[2].GetString()!);
    }

    private async Task<(string Sid, string Pid, string Offset)> FollowAndDropAsync(string where, RoomMessage? seen = null)
    {
        await using var socket = await OpenAsync(where);
        await socket.SendAsync("40/user,{\"token\":\"user:u1\"}");
        using var connected = JsonDocument.Parse((await socket.ReadPacketAsync())![8..]);
        await socket.SendAsync("42/user,[\"updateUserLocation\"," + Box + "]");
        var channels = (await socket.ReadPacketAsync())!;
        channels.ShouldContain("vendor_channels");
        if (seen is not null)
        {
            _cluster.Hosts[where].Hub.Publish(seen);
            channels = (await socket.ReadPacketAsync())!;
            (await socket.ReadPacketAsync())!.ShouldContain("vendor_sync");
        }

        var offset = JsonDocument.Parse(channels[8..]).RootElement[2].GetString()!;
        socket.Cut();
        return (connected.RootElement.GetProperty("sid").GetString()!, connected.RootElement.GetProperty("pid").GetString()!, offset);
    }

    private async Task MissAsync(string where, params double[] latitudes)
    {
        await Eventually.Async(() => _cluster.Hosts[where].Recovery.GhostCount == 1);
        foreach (var latitude in latitudes)
        {
            await _cluster.MoveAsync("v1", new(latitude, 103.8));
        }
    }

    private static string Reconnect(string user, string pid, string offset) =>
        "40/user," + JsonSerializer.Serialize(new { pid, offset, token = "user:" + user });

    private async Task<RawSocket> OpenAsync(string where)
    {
        var socket = await RawSocket.ConnectAsync(_cluster.Hosts[where].WebSocket());
        (await socket.ReadAsync())![0].ShouldBe('0');
        return socket;
    }

    private static async Task<double> MoveAsync(RawSocket socket)
    {
        var changed = (await socket.ReadPacketAsync()).ShouldNotBeNull();
        changed.ShouldStartWith("42/user,[\"vendor_location_changed\"");
        (await socket.ReadPacketAsync())!.ShouldStartWith("42/user,[\"vendor_sync\"");
        return JsonDocument.Parse(changed[8..]).RootElement[1].GetProperty("location").GetProperty("lat").GetDouble();
    }

    private sealed record Followed(RawSocket Socket, string Sid, string Pid, string Offset) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Socket.DisposeAsync();
    }
}
