using System.Text.Json;
using Realtime.Gateway.Tests.SocketIo.Support;
using Realtime.Testing;

namespace Realtime.Gateway.Tests.SocketIo;

/// <summary>Users and vendors on raw Socket.IO packets, on two gateways.</summary>
public sealed class LocationNamespaceTests : IAsyncLifetime
{
    private const string Box = """{"neLocation":{"lat":1.4,"long":103.9},"swLocation":{"lat":1.2,"long":103.6}}""";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SocketIoCluster _cluster = new();
    private SocketIoHost _first = null!;
    private SocketIoHost _second = null!;

    public async Task InitializeAsync()
    {
        _first = await _cluster.StartAsync("gw-1");
        _second = await _cluster.StartAsync("gw-2");
    }

    public Task DisposeAsync() => _cluster.StopAsync();

    [Theory]
    [InlineData("40/user,", null)]
    [InlineData("40/user,{\"token\":\"bad\"}", null)]
    [InlineData("40/vendor,{\"token\":12}", null)]
    [InlineData("40/vendor,", "bad")]
    public async Task Connect_WithoutAGoodToken_IsRefused(string packet, string? queryToken)
    {
        await using var socket = await OpenAsync(_first, queryToken);
        await socket.SendAsync(packet);
        (await socket.ReadPacketAsync()).ShouldBe($"44{packet[2..packet.IndexOf(',')]},{{\"message\":\"unauthorized\"}}");
    }

    [Fact]
    public async Task Connect_TokenInAuthBeforeQueryBeforeHeader_Counts()
    {
        await using var socket = await RawSocket.ConnectAsync(
            _first.WebSocket(query: "EIO=4&transport=websocket&token=user:q"),
            options => options.SetRequestHeader("Authorization", "Bearer user:h"));
        _ = await socket.ReadAsync();
        await socket.SendAsync("40/user,{\"token\":\"user:a\"}");
        (await socket.ReadPacketAsync())!.ShouldStartWith("40/user,{\"sid\":");
        await socket.SendAsync("42/user,[\"update_location\",{\"lat\":1,\"lng\":2}]");
        (await EventAsync(socket, "/user", "location_updated")).GetProperty("userId").GetString().ShouldBe("a");
    }

    [Fact]
    public async Task UpdateUserLocation_Box_AnswersWithTheVendorsInside()
    {
        await _cluster.MoveAsync("v1", new(1.3, 103.8));
        await _cluster.MoveAsync("v2", new(5, 5));
        await using var user = await ConnectAsync(_first, "/user", "u1");
        await user.SendAsync("42/user,[\"updateUserLocation\"," + Box + "]");

        var channels = await EventAsync(user, "/user", "vendor_channels");
        channels.GetArrayLength().ShouldBe(1);
        channels[0].GetProperty("id").GetString().ShouldBe("v1");
        channels[0].GetProperty("location").GetRawText().ShouldBe("{\"lat\":1.3,\"long\":103.8,\"lng\":103.8}");
    }

    [Theory]
    [InlineData("updateLocation")]
    [InlineData("update_location")]
    public async Task UpdateLocation_Point_AnswersWithTheVendorsAround(string name)
    {
        await _cluster.MoveAsync("near", new(1.3, 103.8));
        await _cluster.MoveAsync("far", new(1.4, 103.8));
        await using var user = await ConnectAsync(_first, "/user", "u1");
        await user.SendAsync($"42/user,7[\"{name}\",{{\"lat\":1.31,\"long\":103.81}}]");

        var updated = await EventAsync(user, "/user", "location_updated");
        updated.GetProperty("nearbyVendors").EnumerateArray().Select(vendor => vendor.GetProperty("vendorId").GetString()).ShouldBe(["near"]);
        (await user.ReadPacketAsync())!.ShouldStartWith("43/user,7[{\"userId\":\"u1\"");
    }

    [Fact]
    public async Task VendorMove_ReachesUsersOfItsBoxOnAnotherGatewayOnce()
    {
        await using var inside = await ConnectAsync(_second, "/user", "u1");
        await inside.SendAsync("42/user,[\"updateUserLocation\"," + Box + "]");
        await EventAsync(inside, "/user", "vendor_channels");
        await using var outside = await ConnectAsync(_second, "/user", "u2");
        await outside.SendAsync("42/user,[\"update_location\",{\"lat\":-20,\"lng\":20}]");
        await EventAsync(outside, "/user", "location_updated");
        await using var vendor = await ConnectAsync(_first, "/vendor", "v1");

        await vendor.SendAsync("42/vendor,[\"updateVendorLocation\",{\"lat\":1.3,\"long\":103.8,\"vendorId\":\"somebody-else\"}]");
        (await EventAsync(vendor, "/vendor", "location_updated")).GetProperty("vendorId").GetString().ShouldBe("v1");
        var changed = await EventAsync(inside, "/user", "vendor_location_changed");
        changed.GetProperty("vendorId").GetString().ShouldBe("v1");
        changed.GetProperty("location").GetProperty("lng").GetDouble().ShouldBe(103.8);
        (await EventAsync(inside, "/user", "vendor_sync")).GetProperty("id").GetString().ShouldBe("v1");

        _cluster.Time.Advance(TimeSpan.FromSeconds(1));
        await vendor.SendAsync("42/vendor,[\"update_location\",{\"lat\":1.35,\"lng\":103.7}]");
        (await EventAsync(inside, "/user", "vendor_location_changed")).GetProperty("location").GetProperty("lat").GetDouble().ShouldBe(1.35);
        await outside.SendAsync("42/user,3[\"update_location\",{\"lat\":-20,\"lng\":20}]");
        (await outside.ReadPacketAsync())!.ShouldStartWith("42/user,[\"location_updated\"");
    }

    [Fact]
    public async Task VendorMoves_MoreOftenThanTheInterval_GoOutTwiceAndTheLastOneWins()
    {
        await using var user = await ConnectAsync(_second, "/user", "u1");
        await user.SendAsync("42/user,[\"updateUserLocation\"," + Box + "]");
        await EventAsync(user, "/user", "vendor_channels");
        await using var vendor = await ConnectAsync(_first, "/vendor", "v1");
        for (var i = 0; i < 10; i++)
        {
            await vendor.SendAsync($"42/vendor,[\"update_location\",{{\"lat\":1.30{i},\"lng\":103.8}}]");
            await EventAsync(vendor, "/vendor", "location_updated");
        }

        _cluster.Time.Advance(TimeSpan.FromSeconds(1));

        foreach (var lat in new[] { 1.3, 1.309 })
        {
            (await EventAsync(user, "/user", "vendor_location_changed")).GetProperty("location").GetProperty("lat").GetDouble().ShouldBe(lat);
            await EventAsync(user, "/user", "vendor_sync");
        }

        await user.SendAsync("42/user,[\"updateUserLocation\"," + Box + "]");
        await EventAsync(user, "/user", "vendor_channels");
    }

    [Fact]
    public async Task Box_MovedAwayAndBack_FollowsAccordingly()
    {
        await _cluster.MoveAsync("v1", new(1.3, 103.8));
        await using var user = await ConnectAsync(_first, "/user", "u1");
        await user.SendAsync("42/user,[\"updateUserLocation\"," + Box + "]");
        await EventAsync(user, "/user", "vendor_channels");
        await user.SendAsync("42/user,[\"updateUserLocation\",{\"neLocation\":{\"lat\":50,\"lng\":10},\"swLocation\":{\"lat\":49,\"lng\":9}}]");
        (await EventAsync(user, "/user", "vendor_channels")).GetArrayLength().ShouldBe(0);

        await _cluster.MoveAsync("v1", new(1.31, 103.8));
        await user.SendAsync("42/user,[\"updateUserLocation\"," + Box + "]");
        (await EventAsync(user, "/user", "vendor_channels")).GetArrayLength().ShouldBe(1);
        await _cluster.MoveAsync("v1", new(1.32, 103.8));
        (await EventAsync(user, "/user", "vendor_location_changed")).GetProperty("location").GetProperty("lat").GetDouble().ShouldBe(1.32);
    }

    [Fact]
    public async Task VendorConnectsAndGoes_TellsFollowers()
    {
        await _cluster.MoveAsync("v1", new(1.3, 103.8));
        await using var user = await ConnectAsync(_first, "/user", "u1");
        await user.SendAsync("42/user,[\"updateUserLocation\"," + Box + "]");
        await EventAsync(user, "/user", "vendor_channels");

        var vendor = await ConnectAsync(_second, "/vendor", "v1");
        (await EventAsync(user, "/user", "vendor_status_changed")).GetRawText().ShouldBe("{\"vendorId\":\"v1\",\"isOnline\":true}");
        vendor.Cut();
        (await EventAsync(user, "/user", "vendor_status_changed")).GetRawText().ShouldBe("{\"vendorId\":\"v1\",\"isOnline\":false}");
        (await EventAsync(user, "/user", "vendor_disconnect")).GetRawText().ShouldBe("{\"id\":\"v1\"}");
    }

    [Fact]
    public async Task ConnectedAgain_TheRoomsOfBeforeAreLeft()
    {
        await _cluster.MoveAsync("v1", new(1.3, 103.8));
        await using var user = await ConnectAsync(_first, "/user", "u1");
        await user.SendAsync("42/user,[\"updateUserLocation\"," + Box + "]");
        await EventAsync(user, "/user", "vendor_channels");
        await Eventually.Async(() => _first.Hub.CountInRoom("vendor:v1") == 1);

        await user.SendAsync("40/user,{\"token\":\"user:u1\"}");

        await Eventually.Async(() => _first.Hub.CountInRoom("vendor:v1") == 0);
    }

    [Fact]
    public async Task VendorComesBackElsewhere_BeforeItsOldSocketIsMissed_StaysOnline()
    {
        await _cluster.MoveAsync("v1", new(1.3, 103.8));
        await using var user = await ConnectAsync(_first, "/user", "u1");
        await user.SendAsync("42/user,[\"updateUserLocation\"," + Box + "]");
        await EventAsync(user, "/user", "vendor_channels");
        await using var old = await ConnectAsync(_first, "/vendor", "v1");
        (await EventAsync(user, "/user", "vendor_status_changed")).GetProperty("isOnline").GetBoolean().ShouldBeTrue();
        _cluster.Time.Advance(5);
        await using var young = await ConnectAsync(_second, "/vendor", "v1");
        (await EventAsync(user, "/user", "vendor_status_changed")).GetProperty("isOnline").GetBoolean().ShouldBeTrue();

        old.Cut();
        await Eventually.Async(() => _first.Hub.CountInRoom("vendor:v1") == 1);
        await user.SendAsync("42/user,[\"updateUserLocation\"," + Box + "]");
        (await EventAsync(user, "/user", "vendor_channels")).GetArrayLength().ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task VendorOnTwoGateways_LosesOneSocket_IsGoneOnlyWithTheOther(bool losesTheNewer)
    {
        await using var user = await ConnectAsync(_first, "/user", "u1");
        await using var vendor = await ConnectAsync(_first, "/vendor", "v1");
        await vendor.SendAsync("42/vendor,[\"update_location\",{\"lat\":1.3,\"lng\":103.8}]");
        (await vendor.ReadPacketAsync())!.ShouldStartWith("42/vendor,[\"location_updated\"");
        // The answer to a gateway that leaves is waited for as long as it takes; where nobody can answer, the usual half second is enough.
        var second = losesTheNewer ? await _cluster.StartAsync("gw-3", ("Gateway:SocketIo:Location:HandoverMs", "60000")) : _second;
        _cluster.Time.Advance(5);
        await using var other = await ConnectAsync(second, "/vendor", "v1");
        await Eventually.Async(() => _cluster.Published.Any(data => data.Contains("\"peer\":\"holds\"", StringComparison.Ordinal)), Patience, "the gateways know of each other's sockets");
        await user.SendAsync("42/user,[\"updateUserLocation\"," + Box + "]");
        await EventAsync(user, "/user", "vendor_channels");

        var (lost, left) = losesTheNewer ? (other, vendor) : (vendor, other);
        var (without, with) = losesTheNewer ? (second, _first) : (_first, second);
        lost.Cut();
        // The gateway without a socket has said all that it has to say when it has left the vendor's room; the follower is in it, too.
        await Eventually.Async(() => without.Hub.CountInRoom("vendor:v1") == (without == _first ? 1 : 0), Patience);
        await user.SendAsync("42/user,[\"updateUserLocation\"," + Box + "]");
        (await EventAsync(user, "/user", "vendor_channels")).GetArrayLength().ShouldBe(1, "nothing was said, and it is on the map");

        left.Cut();
        (await EventAsync(user, "/user", "vendor_status_changed")).GetRawText().ShouldBe("{\"vendorId\":\"v1\",\"isOnline\":false}");
        await EventAsync(user, "/user", "vendor_disconnect");
        await Eventually.Async(() => with.Hub.CountInRoom("vendor:v1") == (with == _first ? 1 : 0), Patience);
    }

    [Fact]
    public async Task VendorSaidToBeGone_WhileItsSocketIsHere_IsOnlineAgain()
    {
        await using var user = await ConnectAsync(_first, "/user", "u1");
        await using var vendor = await ConnectAsync(_second, "/vendor", "v1");
        await vendor.SendAsync("42/vendor,[\"update_location\",{\"lat\":1.3,\"lng\":103.8}]");
        await vendor.ReadPacketAsync();
        await user.SendAsync("42/user,[\"updateUserLocation\"," + Box + "]");
        await EventAsync(user, "/user", "vendor_channels");

        // As Presence says it for a gateway that died.
        var gone = _cluster.Message("vendor:v1", "vendor_status_changed", "{\"vendorId\":\"v1\",\"isOnline\":false}"u8.ToArray());
        _first.Hub.Publish(gone);
        (await EventAsync(user, "/user", "vendor_status_changed")).GetProperty("isOnline").GetBoolean().ShouldBeFalse();
        await EventAsync(user, "/user", "vendor_disconnect");
        _second.Hub.Publish(gone);
        (await EventAsync(user, "/user", "vendor_status_changed")).GetProperty("isOnline").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [InlineData("/vendor", "update_location", "{\"lat\":91,\"lng\":1}", "lat")]
    [InlineData("/vendor", "update_location", "{\"lat\":\"x\",\"lng\":1}", "lat")]
    [InlineData("/vendor", "updateVendorLocation", "{\"lat\":1}", "lng")]
    [InlineData("/vendor", "update_location", "null", "")]
    [InlineData("/user", "updateUserLocation", "{\"neLocation\":{\"lat\":1,\"long\":200},\"swLocation\":{\"lat\":1,\"long\":1}}", "neLocation.long")]
    [InlineData("/user", "updateUserLocation", "{\"neLocation\":{\"lat\":1,\"long\":2}}", "swLocation")]
    [InlineData("/user", "updateUserLocation", "{\"neLocation\":{\"lat\":1,\"long\":2},\"swLocation\":{\"lat\":2,\"long\":1}}", "neLocation.lat")]
    public async Task Update_InvalidPayload_NamesTheFieldOnceUnderEachName(string path, string name, string payload, string field)
    {
        await using var socket = await ConnectAsync(_first, path, "x1");
        await socket.SendAsync($"42{path},[\"{name}\",{payload}]");
        foreach (var expected in new[] { "error", "exception" })
        {
            var error = await EventAsync(socket, path, expected);
            error.GetProperty("code").GetString().ShouldBe("VALIDATION_ERROR");
            error.GetProperty("errorCode").GetString().ShouldBe("ERR_INVALID_INPUT");
            error.GetProperty("data").GetProperty("errors")[0].GetProperty("path").GetString().ShouldBe(field);
        }

        await socket.SendAsync($"42{path},1[\"{(path == "/user" ? "register-user" : "register-vendor")}\",{{}}]");
        (await socket.ReadPacketAsync()).ShouldBe($"43{path},1[{{\"status\":\"ok\"}}]");
    }

    [Fact]
    public async Task Update_OverTheRate_IsRefusedWithTheTimeToWait()
    {
        await using var user = await ConnectAsync(_first, "/user", "u1");
        for (var i = 0; i < 15; i++)
        {
            await user.SendAsync("42/user,[\"update_location\",{\"lat\":1,\"lng\":2}]");
            await EventAsync(user, "/user", "location_updated");
        }

        await user.SendAsync("42/user,[\"update_location\",{\"lat\":1,\"lng\":2}]");
        var error = await EventAsync(user, "/user", "error");
        error.GetProperty("errorCode").GetString().ShouldBe("ERR_RATE_LIMIT_EXCEEDED");
        error.GetProperty("data").GetProperty("retryAfterSeconds").GetInt32().ShouldBe(60);
        await EventAsync(user, "/user", "exception");
        await using var other = await ConnectAsync(_first, "/user", "u2");
        await other.SendAsync("42/user,[\"update_location\",{\"lat\":1,\"lng\":2}]");
        await EventAsync(other, "/user", "location_updated");

        _cluster.Time.Advance(TimeSpan.FromSeconds(60));
        await user.SendAsync("42/user,[\"update_location\",{\"lat\":1,\"lng\":2}]");
        await EventAsync(user, "/user", "location_updated");
    }

    [Fact]
    public async Task Update_PresenceDown_SaysDegraded()
    {
        _cluster.Locations.IsDown = true;
        await using var user = await ConnectAsync(_first, "/user", "u1");
        await user.SendAsync("42/user,5[\"update_location\",{\"lat\":1,\"lng\":2}]");
        var error = await EventAsync(user, "/user", "error");
        error.GetProperty("status").GetString().ShouldBe("degraded");
        error.GetProperty("message").GetString().ShouldBe("Service temporarily unavailable");
        await EventAsync(user, "/user", "exception");
        (await user.ReadPacketAsync())!.ShouldStartWith("43/user,5[{\"status\":\"degraded\"");
    }

    [Fact]
    public async Task Update_TokenExpired_IsRefusedAndTheSocketStays()
    {
        await using var user = await ConnectAsync(_first, "/user", "u1;expires=2");
        await _cluster.MoveAsync("v1", new(1.3, 103.8));
        await user.SendAsync("42/user,[\"updateUserLocation\"," + Box + "]");
        await EventAsync(user, "/user", "vendor_channels");
        _cluster.Time.Advance(TimeSpan.FromSeconds(2));
        await _cluster.MoveAsync("v1", new(1.31, 103.8));
        await EventAsync(user, "/user", "vendor_location_changed");
        await EventAsync(user, "/user", "vendor_sync");
        await user.SendAsync("42/user,[\"update_location\",{\"lat\":1,\"lng\":2}]");
        (await EventAsync(user, "/user", "error")).GetProperty("code").GetString().ShouldBe("TOKEN_EXPIRED");
        await EventAsync(user, "/user", "exception");
        await user.SendAsync("40/user,{\"token\":\"user:u1\"}");
        (await user.ReadPacketAsync())!.ShouldStartWith("40/user,");
    }

    [Fact]
    public async Task Event_NobodyKnows_IsIgnored()
    {
        await using var user = await ConnectAsync(_first, "/user", "u1");
        await user.SendAsync("42/user,9[\"whatever\",1]");
        await user.SendAsync("42/user,[\"update_location\",{\"lat\":1,\"lng\":2}]");
        (await user.ReadPacketAsync())!.ShouldStartWith("42/user,[\"location_updated\"");
    }

    [Fact]
    public async Task Namespaces_OnOneSocket_AreApart()
    {
        await using var socket = await ConnectAsync(_first, "/user", "u1");
        await socket.SendAsync("40/vendor,{\"token\":\"user:u1\"}");
        (await socket.ReadPacketAsync())!.ShouldStartWith("40/vendor,{\"sid\":");
        await socket.SendAsync("41/user,");
        await socket.SendAsync("42/vendor,[\"update_location\",{\"lat\":1,\"lng\":2}]");
        (await socket.ReadPacketAsync())!.ShouldStartWith("42/vendor,[\"location_updated\"");
    }

    private static async Task<RawSocket> OpenAsync(SocketIoHost host, string? queryToken = null)
    {
        var socket = await RawSocket.ConnectAsync(host.WebSocket(query: "EIO=4&transport=websocket" + (queryToken is null ? "" : "&token=" + queryToken)));
        (await socket.ReadAsync())![0].ShouldBe('0');
        return socket;
    }

    private static async Task<RawSocket> ConnectAsync(SocketIoHost host, string path, string user)
    {
        var socket = await OpenAsync(host);
        await socket.SendAsync($"40{path},{{\"token\":\"user:{user}\"}}");
        (await socket.ReadPacketAsync())!.ShouldStartWith($"40{path},{{\"sid\":");
        return socket;
    }

    private static async Task<JsonElement> EventAsync(RawSocket socket, string path, string name)
    {
        var packet = (await socket.ReadPacketAsync()).ShouldNotBeNull();
        packet.ShouldStartWith($"42{path},[\"{name}\"");
        return JsonDocument.Parse(packet[packet.IndexOf('[', StringComparison.Ordinal)..]).RootElement[1];
    }
}
