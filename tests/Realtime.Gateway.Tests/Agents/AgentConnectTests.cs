using System.Text;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Tests.Cluster;
using Realtime.Gateway.Tests.SocketIo.Support;
using Realtime.Testing;

namespace Realtime.Gateway.Tests.Agents;

/// <summary>How agent sockets begin and end.</summary>
public sealed class AgentConnectTests(AgentsFixture fixture) : IClassFixture<AgentsFixture>
{
    [Theory]
    [InlineData("--Gateway:Agents:SkipOriginCheck=true", "https://evil.test", 101)]
    [InlineData("--Gateway:Agents:AllowedOrigins:0=https://app.test", "https://app.test", 101)]
    [InlineData("--Gateway:Agents:AllowedOrigins:0=https://app.test", "https://evil.test", 403)]
    public async Task Connect_ForeignOrigin_IsAsConfigured(string setting, string origin, int status)
    {
        await using var gateway = await fixture.StartAsync(setting);
        (await AgentClient.RefusalAsync(gateway, "/ws/o2/a1", "o2.a1.u1", "user-key", origin)).Status.ShouldBe(status);
    }

    [Theory]
    [InlineData("json.v1", "json.v1")]
    [InlineData("x,json.v1", "json.v1")]
    [InlineData("x", null)]
    public async Task Connect_Subprotocol_IsEchoedWhenItIsKnown(string offered, string? echoed)
    {
        await using var socket = await AgentClient.ReadyAsync(fixture.First, "s2", "a1", "u1", options => offered.Split(',').ToList().ForEach(options.AddSubProtocol));
        socket.Subprotocol.ShouldBe(echoed);
    }

    [Fact]
    public async Task Connect_KeyInTheHeader_IsTaken()
    {
        await using var socket = await RawSocket.ConnectAsync(AgentClient.Address(fixture.First, "/ws/k1/a1", "k1.a1.u1", null), options => options.SetRequestHeader("X-API-Key", "user-key"));
        (await socket.ReadAsync()).ShouldBe("{\"type\":\"ready\"}");
    }

    [Theory]
    [InlineData(4400, "{\"code\":\"BadRequest\",\"message\":\"why\"}")]
    [InlineData(4401, "{\"code\":\"InvalidToken\",\"message\":\"why\"}")]
    [InlineData(4403, "{\"code\":\"Forbidden\",\"message\":\"why\"}")]
    [InlineData(4411, "{\"code\":\"InternalServerError\",\"message\":\"Client too slow\"}")]
    [InlineData(4429, "{\"code\":\"RateLimitExceeded\",\"message\":\"Rate limit exceeded\"}")]
    [InlineData(1001, "{\"code\":\"InternalServerError\",\"message\":\"Service shutting down\",\"details\":\"Reconnect to another server\"}")]
    [InlineData(1011, "{\"code\":\"InternalServerError\",\"message\":\"Internal server error\"}")]
    public async Task Close_ByTheServer_HasAnErrorFrameBefore(int code, string payload)
    {
        await using var socket = await AgentClient.ReadyAsync(fixture.First, "x1", "a1", "u" + code);
        await Eventually.Async(() => fixture.First.Hub.CountOfUser("u" + code) == 1);
        fixture.First.Hub.GetUserConnections("u" + code).Single().Close((CloseCode)code, "why");
        (await socket.ReadAsync()).ShouldBe($"{{\"type\":\"error\",\"payload\":{payload}}}");
        (await socket.ReadAsync()).ShouldBeNull();
        ((int?)socket.CloseStatus).ShouldBe(code);
    }

    [Fact]
    public async Task Stop_OfTheGateway_EndsEverySocketAsItsProtocolSays()
    {
        await using var gateway = await fixture.StartAsync();
        await using var agent = await AgentClient.ReadyAsync(gateway, "z1", "a1", "u1");
        await using var native = await NativeClient.WelcomeAsync(gateway.SocketsUrl, fixture.Authority.Token("z-native"));
        await using var chat = await RawSocket.ConnectAsync(
            new Uri(gateway.SocketsUrl.Replace("http", "ws", StringComparison.Ordinal) + "/api/task-chat"),
            options => options.SetRequestHeader("Authorization", "Bearer " + fixture.Authority.Token("z-chat")));
        await Eventually.Async(() => gateway.Hub.CountOfUser("z-chat") == 1);

        var stopping = gateway.StopAsync();

        (await agent.ReadAsync()).ShouldBe("{\"type\":\"error\",\"payload\":{\"code\":\"InternalServerError\",\"message\":\"Service shutting down\",\"details\":\"Reconnect to another server\"}}");
        (await agent.ReadAsync()).ShouldBeNull();
        ((int?)agent.CloseStatus).ShouldBe(1001);
        (await native.ClosedAsync()).ShouldBe(1001);
        (await chat.ReadAsync()).ShouldBeNull();
        ((int?)chat.CloseStatus).ShouldBe(1000);
        await stopping;
    }

    [Theory]
    [InlineData("/ws/m1/a1?token=m1.a1.u1&x-api-key=user-key", 512_000, "{\"type\":\"ready\",\"pad\":\"", "\"}", "{\"type\":\"ready\"}")]
    [InlineData("/api/task-chat", 1_000_000, "{\"type\":\"x\",\"pad\":\"", "\"}", "{\"error\":\"Invalid message format\"}")]
    [InlineData("/socket.io/?EIO=4&transport=websocket", 1_000_000, "40/nowhere,{\"pad\":\"", "\"}", "44/nowhere,{\"message\":\"Invalid namespace\"}")]
    public async Task Message_AtTheLimitOfItsProtocol_IsTakenAndOneByteMoreIs1009(string path, int limit, string head, string tail, string answer)
    {
        foreach (var (length, fits) in new[] { (limit, true), (limit + 1, false) })
        {
            await using var socket = await RawSocket.ConnectAsync(
                new Uri(fixture.First.SocketsUrl.Replace("http", "ws", StringComparison.Ordinal) + path),
                options => options.SetRequestHeader("Authorization", "Bearer " + fixture.Authority.Token("m-size")));
            await socket.SendAsync(new StringBuilder(head).Append('x', length - head.Length - tail.Length).Append(tail).ToString());
            var first = await socket.ReadPacketAsync();
            if (first is "{\"type\":\"ready\"}" || first?[0] == '0')
            {
                // What the server says by itself.
                first = await socket.ReadPacketAsync();
            }

            first.ShouldBe(fits ? answer : null);
            if (!fits)
            {
                ((int?)socket.CloseStatus).ShouldBe(1009);
            }
        }
    }
}
