using System.Text.Json;
using Realtime.Gateway.Tests.SocketIo.Support;
using Realtime.Testing;

namespace Realtime.Gateway.Tests.SocketIo;

/// <summary>Socket.IO packets take from the limits that all protocols share: of the connection, the user and the address.</summary>
public sealed class SharedLimitTests : IAsyncLifetime
{
    private readonly SocketIoCluster _cluster = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _cluster.StopAsync();

    [Fact]
    public async Task Events_OverTheConnectionsRate_AreRefusedUntilItHasTokensAgain()
    {
        var host = await StartAsync(("MessagesPerSecond", "1"), ("Burst", "4"));
        await using var socket = await ConnectAsync(host, "u1");
        await SendAsync(socket, 3);
        await ExpectPassingAsync(socket, 3);
        await SendAsync(socket, 1);
        await ExpectRefusalAsync(socket);

        _cluster.Time.Advance(TimeSpan.FromSeconds(1));
        await SendAsync(socket, 2);
        await ExpectPassingAsync(socket, 1);
        await ExpectRefusalAsync(socket);
    }

    [Theory]
    [InlineData("User", true)]
    [InlineData("User", false)]
    [InlineData("Address", true)]
    [InlineData("Address", false)]
    public async Task Events_OverASharedRate_AreRefusedOnEverySocketThatSharesIt(string limit, bool sameUser)
    {
        var host = await StartAsync(($"{limit}MessagesPerSecond", "1"), ($"{limit}Burst", "6"));
        await using var first = await ConnectAsync(host, "u1");
        await using var second = await ConnectAsync(host, sameUser ? "u1" : "u2");
        await SendAsync(first, 4);
        await ExpectPassingAsync(first, 4);

        // A connect counts for the address; whose it is, is not known before.
        await SendAsync(second, 4);
        if (limit == "Address")
        {
            await ExpectRefusalAsync(second);
        }
        else
        {
            await ExpectPassingAsync(second, sameUser ? 2 : 4);
            if (sameUser)
            {
                await ExpectRefusalAsync(second);
            }
        }
    }

    [Fact]
    public async Task Flood_EndsItsSessionAndNoOther()
    {
        var host = await StartAsync(("MaxRefused", "10"));
        await using var calm = await ConnectAsync(host, "u1");
        await using var flooder = await ConnectAsync(host, "u2");
        await SendAsync(flooder, 19 + 10);
        await flooder.ReadToEndAsync();
        await SendAsync(calm, 1);
        await ExpectPassingAsync(calm, 1);
    }

    [Fact]
    public async Task Connect_OverTheRate_IsRefused()
    {
        var host = await StartAsync(("MessagesPerSecond", "1"), ("Burst", "1"));
        await using var socket = await ConnectAsync(host, "u1");
        await socket.SendAsync("40/vendor,{\"token\":\"user:u1\"}");
        (await socket.ReadPacketAsync()).ShouldBe("44/vendor,{\"message\":\"Rate limit exceeded\"}");
    }

    [Fact]
    public async Task Connect_MoreThanAUserMayHave_IsRefusedUntilOneLeaves()
    {
        var host = await StartAsync(("UserConnections", "1"));
        await using var first = await ConnectAsync(host, "u1");
        await using var second = await OpenAsync(host);
        await second.SendAsync("40/user,{\"token\":\"user:u1\"}");
        (await second.ReadPacketAsync()).ShouldBe("44/user,{\"message\":\"Too many connections of this user\"}");
        await first.SendAsync("41/user,");
        await Eventually.Async(() => host.Limits.Users.Count == 0);
        await second.SendAsync("40/user,{\"token\":\"user:u1\"}");
        (await second.ReadPacketAsync())!.ShouldStartWith("40/user,");
    }

    [Fact]
    public async Task Shares_OfSocketsThatAreGone_AreLetGo()
    {
        var host = await StartAsync();
        var polling = await PollingClient.OpenAsync(host);
        await polling.SendAsync("40/user,{\"token\":\"user:u1\"}");
        (await polling.ReadPacketAsync()).ShouldStartWith("40/user,");
        await using (var socket = await ConnectAsync(host, "u2"))
        {
            await socket.SendAsync("40/vendor,{\"token\":\"user:u3\"}");
            (await socket.ReadPacketAsync())!.ShouldStartWith("40/vendor,");
            host.Limits.Users.Count.ShouldBe(3);
            host.Limits.Addresses.Count.ShouldBe(1);
            socket.Cut();
        }

        await polling.SendAsync("1");
        await Eventually.Async(() => host.Limits.Users.Count == 0 && host.Limits.Addresses.Count == 0);
    }

    private Task<SocketIoHost> StartAsync(params (string Key, string Value)[] limits) =>
        _cluster.StartAsync("gw-1", [.. limits.Select(limit => ("Gateway:Limits:" + limit.Key, limit.Value)), ("Gateway:SocketIo:Rates:StatusPerMinute", "1000")]);

    private static async Task<RawSocket> OpenAsync(SocketIoHost host)
    {
        var socket = await RawSocket.ConnectAsync(host.WebSocket());
        (await socket.ReadAsync())![0].ShouldBe('0');
        return socket;
    }

    private static async Task<RawSocket> ConnectAsync(SocketIoHost host, string user)
    {
        var socket = await OpenAsync(host);
        await socket.SendAsync($"40/user,{{\"token\":\"user:{user}\"}}");
        (await socket.ReadPacketAsync())!.ShouldStartWith("40/user,{\"sid\":");
        return socket;
    }

    // Points out of range: an answer of their own that needs no other service.
    private static async Task SendAsync(RawSocket socket, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await socket.SendAsync("42/user,[\"update_location\",{\"lat\":91,\"lng\":0}]");
        }
    }

    private static async Task ExpectPassingAsync(RawSocket socket, int count)
    {
        for (var i = 0; i < count; i++)
        {
            (await FailureAsync(socket)).ShouldBe("ERR_INVALID_INPUT");
        }
    }

    private static async Task ExpectRefusalAsync(RawSocket socket) => (await FailureAsync(socket)).ShouldBe("ERR_RATE_LIMIT_EXCEEDED");

    private static async Task<string?> FailureAsync(RawSocket socket)
    {
        var error = (await socket.ReadPacketAsync())!;
        error.ShouldStartWith("42/user,[\"error\"");
        (await socket.ReadPacketAsync())!.ShouldStartWith("42/user,[\"exception\"");
        return JsonDocument.Parse(error[8..]).RootElement[1].GetProperty("errorCode").GetString();
    }
}
