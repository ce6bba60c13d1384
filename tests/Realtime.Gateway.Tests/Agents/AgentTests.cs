using System.Text.Json;
using Realtime.Gateway.Agents;
using Realtime.Gateway.Tests.SocketIo.Support;
using Realtime.Testing;

namespace Realtime.Gateway.Tests.Agents;

public sealed class AgentTests(AgentsFixture fixture) : IClassFixture<AgentsFixture>
{
    [Theory]
    [InlineData("/ws/c1/a1", "c1.a1.u1", "bad", 401, "InvalidAPIKey", "API key is invalid.")]
    [InlineData("/ws/c1/a1", "nonsense", null, 401, "InvalidAPIKey", "API key is invalid.")]
    [InlineData("/ws/c1/a1", null, "user-key", 403, "InvalidToken", "Company token is required")]
    [InlineData("/ws/c1/a1", "nonsense", "user-key", 403, "InvalidToken", "Company token is invalid or malformed.")]
    [InlineData("/ws/c2/a1", "c1.a1.u1", "user-key", 403, "InvalidToken", "Company token does not belong to this company and agent.")]
    [InlineData("/ws/admin", "c1.a1.u1", "user-key", 401, "InvalidAPIKey", "API key is invalid.")]
    [InlineData("/ws/admin", "admin.root.c2..c1", "admin-key", 403, "InvalidToken", "The token's subscription lies outside its company restriction.")]
    public async Task Connect_NotAllowed_IsRefusedWithTheWordsOfTheProtocol(string path, string? token, string? key, int status, string code, string message)
    {
        var (answered, body) = await AgentClient.RefusalAsync(fixture.First, path, token, key);
        answered.ShouldBe(status, body);
        using var error = JsonDocument.Parse(body);
        error.RootElement.GetProperty("code").GetString().ShouldBe(code);
        error.RootElement.GetProperty("message").GetString().ShouldBe(message);
    }

    [Theory]
    [InlineData("https://evil.test", 403)]
    [InlineData(null, 101)]
    public async Task Connect_ForeignOrigin_IsRefused(string? origin, int status) =>
        (await AgentClient.RefusalAsync(fixture.First, "/ws/o1/a1", "o1.a1.u1", "user-key", origin)).Status.ShouldBe(status);

    [Fact]
    public async Task Connect_OfferingJsonV1_GetsItEchoed()
    {
        await using var socket = await AgentClient.ReadyAsync(fixture.First, "s1", "a1", "u1", options => options.AddSubProtocol("json.v1"));
        socket.Subprotocol.ShouldBe("json.v1");
    }

    [Fact]
    public async Task Events_GoToTheirCompanyAndAgentAndSelectedChat()
    {
        await using var mine = await AgentClient.ReadyAsync(fixture.First, "e1", "a1", "u1");
        await using var same = await AgentClient.ReadyAsync(fixture.Second, "e1", "a1", "u2");
        await using var other = await AgentClient.ReadyAsync(fixture.Second, "e1", "a2", "u1");
        await mine.SendAsync("{\"type\":\"select_chat\",\"payload\":{\"chat_id\":\"x1\"}}");
        await mine.SendAsync("{\"type\":\"ready\"}");
        (await mine.ReadAsync()).ShouldBe("{\"type\":\"ready\"}");
        await BoundAsync("agentchat:e1/a1/x1");
        await BoundAsync("agent:e1/a1");
        await BoundAsync("agent:e1/a2");

        fixture.Sessions.Publish("agentchat:e1/a1/x1", "{\"event_id\":\"m1\"}");
        fixture.Sessions.Publish("agent:e1/a1", "{\"event_id\":\"c1\"}");
        fixture.Sessions.Publish("agent:e1/a2", "{\"event_id\":\"c2\"}");
        (await mine.ReadAsync()).ShouldBe("{\"type\":\"event\",\"payload\":{\"event_id\":\"m1\"}}");
        (await mine.ReadAsync()).ShouldBe("{\"type\":\"event\",\"payload\":{\"event_id\":\"c1\"}}");
        (await same.ReadAsync()).ShouldBe("{\"type\":\"event\",\"payload\":{\"event_id\":\"c1\"}}");
        (await other.ReadAsync()).ShouldBe("{\"type\":\"event\",\"payload\":{\"event_id\":\"c2\"}}");
    }

    [Theory]
    [InlineData("{\"type\":\"select_chat\",\"payload\":{\"chat_id\":\"x\"}}", null)]
    [InlineData("{\"type\":\"select_chat\",\"chat_id\":\"x\"}", null)]
    [InlineData("{\"type\":\"select_chat\",\"chat\":123}", null)]
    [InlineData("{\"type\":\"select_chat\",\"payload\":\"x\"}", "Invalid payload for select_chat")]
    [InlineData("{\"type\":\"select_chat\",\"payload\":{}}", "Invalid payload for select_chat")]
    [InlineData("{\"type\":\"select_chat\",\"payload\":{\"chat_id\":\"\"}}", "Invalid payload for select_chat")]
    [InlineData("{\"type\":\"select_chat\",\"payload\":{\"chat_id\":5}}", "Invalid payload for select_chat")]
    [InlineData("{\"type\":\"select_chat\"}", "Invalid payload for select_chat")]
    [InlineData("{\"type\":\"nope\"}", "Unhandled message type")]
    [InlineData("not json", "Invalid message format")]
    [InlineData("[]", "Invalid message format")]
    public async Task Frame_FromAClient_GetsAtMostOneErrorFrame(string frame, string? message)
    {
        await using var socket = await AgentClient.ReadyAsync(fixture.First, "f1", "a1", Guid.NewGuid().ToString("N"));
        await socket.SendAsync(frame);
        if (message is not null)
        {
            using var error = JsonDocument.Parse((await socket.ReadAsync())!);
            error.RootElement.GetProperty("type").GetString().ShouldBe("error");
            error.RootElement.GetProperty("payload").GetProperty("code").GetString().ShouldBe("BadRequest");
            error.RootElement.GetProperty("payload").GetProperty("message").GetString().ShouldBe(message);
        }

        await socket.SendAsync(1, 2, 3);
        await socket.SendAsync("{\"type\":\"ready\"}");
        (await socket.ReadAsync()).ShouldBe("{\"type\":\"ready\"}");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SecondSocket_OfTheSameUser_TakesOver(bool sameGateway)
    {
        var user = "t" + sameGateway;
        await using var old = await AgentClient.ReadyAsync(fixture.First, "t1", "a1", user);
        await using var young = await AgentClient.ReadyAsync(sameGateway ? fixture.First : fixture.Second, "t1", "a1", user);
        (await old.ReadAsync()).ShouldBe("{\"type\":\"error\",\"payload\":{\"code\":\"SessionConflict\",\"message\":\"Session conflict\",\"details\":\"Session taken over by another connection\"}}");
        (await old.ReadAsync()).ShouldBeNull();
        ((int?)old.CloseStatus).ShouldBe(4402);
        await young.SendAsync("{\"type\":\"ready\"}");
        (await young.ReadAsync()).ShouldBe("{\"type\":\"ready\"}");
    }

    [Fact]
    public async Task Takeover_NobodyTold_IsFoundByTheNextRenewal()
    {
        fixture.Sessions.IsSilent = true;
        try
        {
            await using var old = await AgentClient.ReadyAsync(fixture.First, "t2", "a1", "u1");
            await using var young = await AgentClient.ReadyAsync(fixture.Second, "t2", "a1", "u1");
            (await old.ReadAsync())!.ShouldContain("SessionConflict");
            await old.ReadToEndAsync();
            ((int?)old.CloseStatus).ShouldBe(4402);
        }
        finally
        {
            fixture.Sessions.IsSilent = false;
        }
    }

    [Fact]
    public async Task Takeover_BeforeTheSocketIsOpen_EndsItAsSoonAsItIs()
    {
        // One of its own: a gateway remembers for a while whom it replaced in other tests.
        await using var gateway = await fixture.StartAsync();
        var sessions = gateway.Get<AgentSessions>();
        fixture.Sessions.Granting = async (granted, connection) =>
        {
            fixture.Sessions.TellReplaced(granted, connection);
            await Eventually.Async(() => sessions.ReplacedCount == 1);
        };
        try
        {
            await using var socket = await AgentClient.ReadyAsync(gateway, "t3", "a1", "u1");
            (await socket.ReadAsync())!.ShouldContain("Session taken over by another connection");
            (await socket.ReadAsync()).ShouldBeNull();
            ((int?)socket.CloseStatus).ShouldBe(4402);
            sessions.ReplacedCount.ShouldBe(0);
        }
        finally
        {
            fixture.Sessions.Granting = static (_, _) => Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Storm_OfTwentyConnects_LeavesExactlyOne()
    {
        var sockets = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            RawSocket.ConnectAsync(AgentClient.Address(i % 2 == 0 ? fixture.First : fixture.Second, "/ws/storm/a1", "storm.a1.u1", "user-key"))));
        var ends = sockets.Select(socket => socket.ReadToEndAsync()).ToList();
        await Eventually.Async(() => ends.Count(end => end.IsCompleted) == 19);
        sockets.Count(socket => (int?)socket.CloseStatus == 4402).ShouldBe(19);
        ends.Count(end => !end.IsCompleted).ShouldBe(1);
        foreach (var socket in sockets)
        {
            await socket.DisposeAsync();
        }
    }

    [Fact]
    public async Task SelectedChat_AfterAReconnect_IsSelectedStill()
    {
        await using (var socket = await AgentClient.ReadyAsync(fixture.First, "r1", "a1", "u1"))
        {
            await socket.SendAsync("{\"type\":\"select_chat\",\"payload\":{\"chat_id\":\"x9\"}}");
            await Eventually.Async(() => fixture.Sessions.SelectedChat("agents/r1/a1/u1") == "x9");
        }

        await Eventually.Async(() => !fixture.Sessions.IsHeld("agents/r1/a1/u1"));
        await using var back = await AgentClient.ReadyAsync(fixture.Second, "r1", "a1", "u1");
        await BoundAsync("agentchat:r1/a1/x9");
        fixture.Sessions.Publish("agentchat:r1/a1/x9", "{\"event_id\":\"m9\"}");
        (await back.ReadAsync())!.ShouldContain("m9");
    }

    [Theory]
    [InlineData("", "", "", "agentadmin:/")]
    [InlineData("ac", "", "", "agentadmin:ac/")]
    [InlineData("", "", "ac", "agentadmin:ac/")]
    [InlineData("ac", "aa", "ac", "agentadmin:ac/aa")]
    public async Task Admin_GetsTheEventsOfItsScope(string company, string agent, string restriction, string room)
    {
        await using var admin = await AgentClient.AdminAsync(fixture.First, Guid.NewGuid().ToString("N"), company, agent, restriction);
        await admin.SendAsync("not json");
        await BoundAsync(room);
        fixture.Sessions.Publish("agent:ac/aa", "{\"event_id\":\"not-mine\"}");
        fixture.Sessions.Publish(room, "{\"event_id\":\"mine\"}");
        (await admin.ReadAsync()).ShouldBe("{\"type\":\"event\",\"payload\":{\"event_id\":\"mine\"}}");
    }

    [Fact]
    public async Task PresenceDown_NewSocketsAre503AndOpenOnesStay()
    {
        await using var open = await AgentClient.ReadyAsync(fixture.First, "p1", "a1", "u1");
        fixture.Sessions.IsDown = true;
        try
        {
            (await AgentClient.RefusalAsync(fixture.First, "/ws/p1/a1", "p1.a1.u2", "user-key")).Status.ShouldBe(503);
            await open.SendAsync("{\"type\":\"ready\"}");
            (await open.ReadAsync()).ShouldBe("{\"type\":\"ready\"}");
            await Eventually.Async(
                async () =>
                {
                    var asked = fixture.Sessions.AcquireCalls;
                    (await AgentClient.RefusalAsync(fixture.Second, "/ws/p1/a1", "p1.a1.u2", "user-key")).Status.ShouldBe(503);
                    return fixture.Sessions.AcquireCalls == asked;
                },
                because: "the breaker does not open");
        }
        finally
        {
            fixture.Sessions.IsDown = false;
        }

        foreach (var gateway in new[] { fixture.First, fixture.Second })
        {
            await Eventually.Async(async () => (await AgentClient.RefusalAsync(gateway, "/ws/p1/a1", "p1.a1.u3", "user-key")).Status == 101, because: "the breaker does not close");
        }
    }

    [Fact]
    public async Task Activity_ThatPresenceDidNotHearOf_IsToldByTheNextRenewal()
    {
        const string Key = "agents/act1/a1/u1";
        await using var socket = await AgentClient.ReadyAsync(fixture.First, "act1", "a1", "u1");
        await Eventually.Async(() => fixture.Sessions.ActivityOf(Key).Contains(false), because: "the connect counts as activity once");
        fixture.Sessions.IsDown = true;
        try
        {
            await socket.SendAsync("{\"type\":\"ready\"}");
            (await socket.ReadAsync()).ShouldBe("{\"type\":\"ready\"}");

            // The first of them may have been on its way before.
            var refused = fixture.Sessions.RefusedRenewals;
            await Eventually.Async(() => fixture.Sessions.RefusedRenewals > refused + 1, because: "no renewal came");
        }
        finally
        {
            fixture.Sessions.IsDown = false;
        }

        var before = fixture.Sessions.ActivityOf(Key).Count;
        await Eventually.Async(() => fixture.Sessions.ActivityOf(Key).Skip(before - 1).Contains(true), because: "the activity is forgotten");
    }

    private async Task BoundAsync(string room)
    {
        foreach (var gateway in new[] { fixture.First, fixture.Second })
        {
            await Eventually.PassesAsync(() => gateway.Get<Realtime.Gateway.Backplane.Bindings>().RoomBoundAsync(room));
        }
    }
}
