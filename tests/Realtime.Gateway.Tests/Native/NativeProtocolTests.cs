using System.Net.WebSockets;
using System.Text;
using Realtime.Gateway.Identity.Expiry;
using Realtime.Gateway.Native;
using Realtime.Gateway.Tests.Cluster;

namespace Realtime.Gateway.Tests.Native;

[Collection(nameof(ClusterCollection))]
public sealed class NativeProtocolTests(ClusterFixture cluster)
{
    // Longer than any delay of a busy machine, so that the token is good when it is checked.
    private static readonly TimeSpan ShorterThanTheNotice = TimeSpan.FromSeconds(50);

    private TestGateway Gateway => cluster.First;

    [Fact]
    public async Task Realtime_v1_is_echoed_and_welcomed()
    {
        await using var client = await NativeClient.ConnectAsync(Gateway.SocketsUrl, cluster.Authority.Token("n-alice"));

        var welcome = await client.NextAsync();

        client.Subprotocol.ShouldBe("realtime.v1");
        ((string?)welcome["type"]).ShouldBe("welcome");
        ((string?)welcome["data"]!["user_id"]).ShouldBe("n-alice");
        ((string?)welcome["data"]!["connection_id"]).ShouldNotBeNullOrEmpty();
        ((int?)welcome["data"]!["ping_interval_ms"]).ShouldBe(54_000);
        ((int?)welcome["data"]!["max_message_bytes"]).ShouldBe(65_536);
        Guid.Parse((string)welcome["message_id"]!).Version.ShouldBe(7);
        DateTimeOffset.Parse((string)welcome["timestamp"]!, System.Globalization.CultureInfo.InvariantCulture).ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_seed_client_hears_nothing_until_it_speaks_and_needs_no_subprotocol()
    {
        await using var client = await NativeClient.ConnectAsync(Gateway.SocketsUrl, cluster.Authority.Token("n-bob"), speaks: false);

        await client.SendAsync(new { type = "ping" });

        var first = await client.NextAsync();
        client.Subprotocol.ShouldBeNull();
        ((string?)first["type"]).ShouldBe("pong");
        ((string?)first["data"]!["status"]).ShouldBe("ok");
        first.ContainsKey("reply_to").ShouldBeFalse();
    }

    [Fact]
    public async Task A_token_may_come_as_subprotocol_which_is_echoed()
    {
        var token = cluster.Authority.Token("n-sub");
        await using var client = await NativeClient.ConnectAsync(Gateway.SocketsUrl, speaks: false, configure: options => options.AddSubProtocol("auth-" + token));

        client.Subprotocol.ShouldBe("auth-" + token);
        ((string?)(await client.RequestAsync("subscription", new { action = "subscribe", room = "cell:sub" }))["type"]).ShouldBe("ack");
    }

    [Fact]
    public async Task With_both_subprotocols_realtime_v1_is_echoed_and_the_token_used()
    {
        var token = cluster.Authority.Token("n-both");
        await using var client = await NativeClient.ConnectAsync(Gateway.SocketsUrl, configure: options => options.AddSubProtocol("auth-" + token));

        client.Subprotocol.ShouldBe("realtime.v1");
        ((string?)(await client.ExpectAsync("welcome"))["data"]!["user_id"]).ShouldBe("n-both");
    }

    [Fact]
    public async Task The_query_wins_over_the_header()
    {
        await using var client = await NativeClient.ConnectAsync(
            Gateway.SocketsUrl, "not-a-token", query: "?token=" + Uri.EscapeDataString(cluster.Authority.Token("n-query")));

        ((string?)(await client.ExpectAsync("welcome"))["data"]!["user_id"]).ShouldBe("n-query");
    }

    [Fact]
    public async Task Without_identity_everything_but_ping_is_unauthorized_until_auth_required_succeeds()
    {
        await using var client = await NativeClient.ConnectAsync(Gateway.SocketsUrl);
        (await client.ExpectAsync("welcome"))["data"]!["user_id"].ShouldBeNull();
        var refused = await client.RequestAsync("subscription", new { action = "subscribe", room = "cell:anon" });
        ((string?)refused["data"]!["code"]).ShouldBe("unauthorized");
        await client.PingAsync();

        var failed = await client.RequestAsync("auth_required", new { token = "nonsense", user_id = "root" });
        ((string?)failed["type"]).ShouldBe("auth_failed");
        ((string?)failed["data"]!["message"]).ShouldBe("Invalid token");

        var success = await client.RequestAsync("auth_required", new { token = cluster.Authority.Token("n-inband"), user_id = "root" });
        ((string?)success["type"]).ShouldBe("auth_success");
        ((string?)success["data"]!["user_id"]).ShouldBe("n-inband");
        ((string?)success["data"]!["message"]).ShouldBe("Authentication successful");
        ((string?)success["data"]!["expires_at"]).ShouldNotBeNull();
        ((string?)(await client.RequestAsync("subscription", new { action = "subscribe", room = "cell:anon" }))["type"]).ShouldBe("ack");
    }

    [Theory]
    [InlineData("not json", "invalid_message")]
    [InlineData("[1]", "invalid_message")]
    [InlineData("""{"type":"\ud800"}""", "invalid_message")]
    [InlineData("""{"type":"publish","data":{"room":"\ud800","type":"t"}}""", "processing_error")]
    [InlineData("""{"data":{}}""", "invalid_message")]
    [InlineData("""{"type":"ping","ack":true}""", "invalid_message")]
    [InlineData("""{"type":"ping","message_id":"0123456789012345678901234567890123456789012345678901234567890123456789"}""", "invalid_message")]
    [InlineData("""{"type":"no_such_type"}""", "unsupported_message")]
    [InlineData("""{"type":"auth_required","data":{}}""", "invalid_auth")]
    [InlineData("""{"type":"subscription","data":{"action":"subscribe","room":"no spaces"}}""", "processing_error")]
    [InlineData("""{"type":"subscription","data":{"action":"jump","room":"cell:1"}}""", "processing_error")]
    [InlineData("""{"type":"subscription","data":{"action":"subscribe","project_id":"not-a-uuid"}}""", "processing_error")]
    [InlineData("""{"type":"subscription"}""", "processing_error")]
    [InlineData("""{"type":"publish","data":{"room":"cell:1"}}""", "processing_error")]
    [InlineData("""{"type":"publish","data":{"room":"cell:1","type":"welcome"}}""", "processing_error")]
    [InlineData("""{"type":"direct","data":{"user_id":"a b","type":"t"}}""", "processing_error")]
    [InlineData("""{"type":"direct","data":{"user_id":"a","type":"t","ttl_seconds":0}}""", "processing_error")]
    [InlineData("""{"type":"message_ack","data":{"message_ids":"x"}}""", "processing_error")]
    [InlineData("""{"type":"task_updated","data":{"project_id":"7"}}""", "processing_error")]
    [InlineData("""{"type":"presence","data":{"action":"dance"}}""", "processing_error")]
    [InlineData("""{"type":"history","data":{"room":"#"}}""", "processing_error")]
    [InlineData("""{"type":"direct","data":{"user_id":"n-x","type":"a\u0000"}}""", "processing_error")]
    [InlineData("""{"type":"publish","data":{"room":"chat:bad","type":"a\u0000"}}""", "processing_error")]
    [InlineData("""{"type":"direct","message_id":"a\u0000","data":{"user_id":"n-x","type":"a"}}""", "invalid_message")]
    public async Task A_bad_frame_gets_its_error_and_the_socket_stays(string frame, string code)
    {
        await using var client = await cluster.ConnectAsync(Gateway, "n-bad");

        await client.SendTextAsync(frame);

        var error = await client.ExpectAsync("error");
        ((string?)error["data"]!["code"]).ShouldBe(code);
        ((string?)error["data"]!["message"]).ShouldNotBeNullOrEmpty();
        await client.PingAsync();
    }

    [Theory]
    [InlineData("""{"type":"history","data":{"room":"chat:1","limit":"many"}}""", "limit")]
    [InlineData("""{"type":"history","data":{"room":"chat:1","limit":0}}""", "limit")]
    [InlineData("""{"type":"history","data":{"room":"chat:1","limit":1.5}}""", "limit")]
    [InlineData("""{"type":"history","data":{"room":"chat:1","before":"x"}}""", "before")]
    [InlineData("""{"type":"history","data":{"room":"chat:1","after":[]}}""", "after")]
    [InlineData("""{"type":"subscription","data":{"action":"subscribe","room":"chat:1","recover":7}}""", "recover")]
    [InlineData("""{"type":"subscription","data":{"action":"subscribe","room":"chat:1","recover":{"epoch":"e"}}}""", "recover")]
    [InlineData("""{"type":"subscription","data":{"action":"subscribe","room":"chat:1","recover":{"epoch":"e","offset":-1}}}""", "recover")]
    [InlineData("""{"type":"subscription","data":{"action":"subscribe","room":"chat:1","recover":{"epoch":"\ud800","offset":1}}}""", "recover")]
    [InlineData("""{"type":"direct","data":{"user_id":"a","type":"t","ttl_seconds":"1"}}""", "ttl_seconds")]
    public async Task A_malformed_field_is_named_rather_than_ignored(string frame, string field)
    {
        await using var client = await cluster.ConnectAsync(Gateway, "n-field");

        await client.SendTextAsync(frame);

        var error = await client.ExpectAsync("error");
        ((string?)error["data"]!["code"]).ShouldBe("processing_error");
        ((string?)error["data"]!["details"])!.ShouldStartWith(field);
    }

    [Fact]
    public async Task A_subscription_may_resume_from_what_an_unavailable_room_told()
    {
        await using var client = await cluster.ConnectAsync(Gateway, "n-nulls");

        (await client.SubscribeAsync("chat:nulls", new { epoch = (string?)null, offset = (long?)null }))["recovered"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public async Task A_type_may_have_200_characters()
    {
        await using var alice = await cluster.ConnectAsync(Gateway, "n-type-a");
        await using var bob = await cluster.ConnectAsync(Gateway, "n-type-b");
        await bob.SubscribeAsync("cell:type");
        var type = new string('t', 200);

        (await alice.RequestAsync("publish", new { room = "cell:type", type }))["type"]!.GetValue<string>().ShouldBe("ack");
        (await bob.ExpectAsync(type))["room"]!.GetValue<string>().ShouldBe("cell:type");
        ((string?)(await alice.RequestAsync("publish", new { room = "cell:type", type = type + "t" }))["data"]!["code"]).ShouldBe("processing_error");
    }

    [Fact]
    public async Task A_presence_state_that_nobody_could_read_again_is_refused()
    {
        await using var client = await cluster.ConnectAsync(Gateway, "n-state");
        await client.SubscribeAsync("room:state");

        (await client.RequestAsync("presence", new { action = "set", room = "room:state", state = new { a = "x" } }))["data"]!["room"].ShouldNotBeNull();
        await client.SendTextAsync("""{"type":"presence","message_id":"half","ack":true,"data":{"action":"set","room":"room:state","state":{"a":"\ud800"}}}""");

        ((string?)(await client.ExpectAsync("error"))["data"]!["code"]).ShouldBe("processing_error");
    }

    [Fact]
    public async Task Errors_carry_reply_to()
    {
        await using var client = await cluster.ConnectAsync(Gateway, "n-reply");

        await client.SendAsync(new { type = "nothing", message_id = "m-1" });

        ((string?)(await client.ExpectAsync("error"))["reply_to"]).ShouldBe("m-1");
    }

    [Fact]
    public async Task A_frame_over_64_KiB_closes_1009()
    {
        await using var client = await cluster.ConnectAsync(Gateway, "n-big");

        await client.SendTextAsync(new string(' ', 65_537));

        (await client.ClosedAsync()).ShouldBe(1009);
    }

    [Fact]
    public async Task A_payload_of_exactly_the_limit_arrives_whole()
    {
        await using var alice = await cluster.ConnectAsync(Gateway, "n-full-a");
        await using var bob = await cluster.ConnectAsync(cluster.Second, "n-full-b");
        await bob.SubscribeAsync("cell:full");
        const string Head = """{"type":"publish","data":{"room":"cell:full","type":"t","data":""" + "\"";
        const string Tail = "\"}}";

        await alice.SendTextAsync(Head + new string('x', 65_536 - Head.Length - Tail.Length) + Tail);

        ((string?)(await bob.ExpectAsync("t"))["data"])!.Length.ShouldBe(65_536 - Head.Length - Tail.Length);
    }

    [Fact]
    public async Task Binary_frames_are_read_as_text_and_line_breaks_in_payloads_become_blanks()
    {
        await using var alice = await cluster.ConnectAsync(Gateway, "n-bin-a");
        await using var bob = await cluster.ConnectAsync(Gateway, "n-bin-b");
        await bob.SubscribeAsync("cell:bin");

        await alice.SendBytesAsync(Encoding.UTF8.GetBytes("{\"type\":\"publish\",\"data\":{\"room\":\"cell:bin\",\"type\":\"t\",\"data\":{\n\"a\": 1.0}}}"), WebSocketMessageType.Binary);

        (await bob.ExpectAsync("t"))["data"]!.ToJsonString().ShouldBe("""{"a":1.0}""");
    }

    [Fact]
    public async Task Binary_frames_that_are_no_text_are_refused()
    {
        await using var client = await cluster.ConnectAsync(Gateway, "n-bin-bad");

        await client.SendBytesAsync([.. """{"type":"publish","data":{"room":"cell:bin","type":"t","data":"""u8, (byte)'"', 0xC3, (byte)'"', .. "}}"u8], WebSocketMessageType.Binary);

        ((string?)(await client.ExpectAsync("error"))["data"]!["code"]).ShouldBe("invalid_message");
    }

    [Fact]
    public async Task Capabilities_narrow_subscribe_publish_and_history()
    {
        var cap = new Dictionary<string, string[]> { ["cell:mine"] = ["subscribe"], ["cell:out"] = ["publish"] };
        await using var client = await cluster.ConnectAsync(Gateway, "n-cap", cap);

        (await client.SubscribeAsync("cell:mine")).ShouldNotBeNull();
        ((string?)(await client.RequestAsync("subscription", new { action = "subscribe", room = "cell:other" }))["data"]!["code"]).ShouldBe("forbidden");
        ((string?)(await client.RequestAsync("publish", new { room = "cell:mine", type = "t" }))["data"]!["code"]).ShouldBe("forbidden");
        ((string?)(await client.RequestAsync("publish", new { room = "cell:out", type = "t" }))["type"]).ShouldBe("ack");
        ((string?)(await client.RequestAsync("history", new { room = "cell:mine" }))["data"]!["code"]).ShouldBe("forbidden");
        ((string?)(await client.RequestAsync("presence", new { action = "get", room = "cell:mine" }))["data"]!["code"]).ShouldBe("forbidden");
        ((string?)(await client.RequestAsync("presence", new { action = "get", user_id = "somebody-else" }))["data"]!["code"]).ShouldBe("forbidden");
    }

    [Fact]
    public async Task Capabilities_narrow_direct_messages_to_the_users_they_name()
    {
        var cap = new Dictionary<string, string[]> { ["support-*"] = ["direct"], ["n-dir-other"] = ["publish"] };
        await using var client = await cluster.ConnectAsync(Gateway, "n-dir", cap);

        ((bool?)(await client.RequestAsync("direct", new { user_id = "support-7", type = "t" }))["data"]!["accepted"]).ShouldBe(true);
        ((bool?)(await client.RequestAsync("direct", new { user_id = "n-dir", type = "t" }))["data"]!["accepted"]).ShouldBe(true);
        ((string?)(await client.RequestAsync("direct", new { user_id = "n-dir-other", type = "t" }))["data"]!["code"]).ShouldBe("forbidden");
    }

    [Fact]
    public async Task Direct_messages_may_demand_a_grant()
    {
        await using var gateway = await TestGateway.StartAsync(cluster.Broker, cluster.Authority, "--Gateway:Native:Direct=Capability");
        await using var plain = await cluster.ConnectAsync(gateway, "n-dir-plain");
        await using var granted = await cluster.ConnectAsync(gateway, "n-dir-granted", new Dictionary<string, string[]> { ["*"] = ["*"] });

        ((string?)(await plain.RequestAsync("direct", new { user_id = "n-anybody", type = "t" }))["data"]!["code"]).ShouldBe("forbidden");
        ((bool?)(await granted.RequestAsync("direct", new { user_id = "n-anybody", type = "t" }))["data"]!["accepted"]).ShouldBe(true);
    }

    [Fact]
    public async Task A_namespace_may_demand_a_grant()
    {
        await using var plain = await cluster.ConnectAsync(Gateway, "n-grant");

        ((string?)(await plain.RequestAsync("subscription", new { action = "subscribe", room = "agent:c/a" }))["data"]!["code"]).ShouldBe("forbidden");
    }

    [Fact]
    public async Task A_refresh_with_narrower_rights_drops_subscriptions_at_once()
    {
        await using var alice = await cluster.ConnectAsync(Gateway, "n-nar");
        await using var bob = await cluster.ConnectAsync(Gateway, "n-nar-b");
        await alice.SubscribeAsync("cell:keep");
        await alice.SubscribeAsync("cell:drop");
        var token = cluster.Authority.Token("n-nar", cap: new Dictionary<string, string[]> { ["cell:keep"] = ["subscribe"] });

        ((string?)(await alice.RequestAsync("auth_required", new { token }))["type"]).ShouldBe("auth_success");

        await bob.SendAsync(new { type = "publish", data = new { room = "cell:drop", type = "dropped" } });
        await bob.SendAsync(new { type = "publish", data = new { room = "cell:keep", type = "kept" } });
        await alice.ExpectAsync("kept");
        (await alice.DrainedAsync("dropped")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refresh_with_another_users_token_is_refused()
    {
        await using var client = await cluster.ConnectAsync(Gateway, "n-self");

        ((string?)(await client.RequestAsync("auth_required", new { token = cluster.Authority.Token("n-other") }))["type"]).ShouldBe("auth_failed");
    }

    [Fact]
    public async Task A_session_closes_4401_when_its_token_expires_and_is_told_before()
    {
        await using var client = await NativeClient.WelcomeAsync(Gateway.SocketsUrl, cluster.Authority.Token("n-exp", ShorterThanTheNotice));
        ((int?)(await client.ExpectAsync("session_expiring"))["data"]!["seconds"]).ShouldNotBeNull().ShouldBeInRange(0, 50);

        var session = SessionOf("n-exp");
        session.Become(session.Identity! with { ExpiresAt = DateTimeOffset.UtcNow });
        Gateway.Get<SessionExpiry>().Watch(session);

        ((string?)(await client.ExpectAsync("error"))["data"]!["code"]).ShouldBe("unauthorized");
        (await client.ClosedAsync()).ShouldBe(4401);
    }

    [Fact]
    public async Task A_refresh_keeps_the_session_past_the_first_expiry()
    {
        await using var client = await NativeClient.WelcomeAsync(Gateway.SocketsUrl, cluster.Authority.Token("n-keep", ShorterThanTheNotice));
        await client.ExpectAsync("session_expiring");
        IDeadline session = SessionOf("n-keep");
        await Realtime.Testing.Eventually.Async(() => session.DueTick > 0);
        var first = session.DueTick;
        ((string?)(await client.RequestAsync("auth_required", new { token = cluster.Authority.Token("n-keep", TimeSpan.FromDays(1)) }))["type"]).ShouldBe("auth_success");

        // Ticks of 250 ms: the deadline that stands now is hours away.
        await Realtime.Testing.Eventually.Async(() => session.DueTick > first + TimeSpan.FromHours(12).TotalMilliseconds / 250);
        await client.PingAsync();
    }

    [Theory]
    [InlineData("expired")]
    [InlineData("audience")]
    [InlineData("forged")]
    [InlineData("scope")]
    public async Task A_bad_token_at_the_upgrade_leaves_the_socket_without_identity(string fault)
    {
        using var foreign = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var token = fault switch
        {
            "expired" => cluster.Authority.Token("n-x", TimeSpan.FromSeconds(-5)),
            "audience" => cluster.Authority.Token("n-x", audience: "other"),
            "scope" => cluster.Authority.Token("n-x", scope: "realtime.read"),
            _ => cluster.Authority.Token("n-x", key: foreign),
        };

        await using var client = await NativeClient.ConnectAsync(Gateway.SocketsUrl, token);

        (await client.ExpectAsync("welcome"))["data"]!["user_id"].ShouldBeNull();
    }

    [Fact]
    public async Task Project_events_of_clients_are_resent_to_the_other_subscribers_of_that_project_only()
    {
        var project = Guid.NewGuid().ToString();
        await using var alice = await cluster.ConnectAsync(Gateway, "n-pr-a");
        await using var bob = await cluster.ConnectAsync(cluster.Second, "n-pr-b");
        await using var carol = await cluster.ConnectAsync(cluster.Second, "n-pr-c");
        await alice.RequestAsync("subscription", new { action = "subscribe", project_id = project });
        await bob.RequestAsync("subscription", new { action = "subscribe", project_id = project.ToUpperInvariant() });
        await carol.RequestAsync("subscription", new { action = "subscribe", project_id = Guid.NewGuid().ToString() });

        await alice.SendAsync(new { type = "task_updated", data = new { task_id = "t", project_id = project, changes = new { status = new { old = "a", @new = "b" } } } });

        var frame = await bob.ExpectAsync("task_updated");
        ((string?)frame["room"]).ShouldBe("project:" + project);
        ((string?)frame["data"]!["changes"]!["status"]!["new"]).ShouldBe("b");
        (await alice.DrainedAsync("task_updated")).ShouldBeEmpty();
        (await carol.DrainedAsync("task_updated")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Time_tells_the_gateways_clock()
    {
        await using var client = await cluster.ConnectAsync(Gateway, "n-time");

        await client.SendAsync(new { type = "time", message_id = "t1" });

        var answer = await client.ExpectAsync("time");
        ((string?)answer["reply_to"]).ShouldBe("t1");
        DateTimeOffset.FromUnixTimeMilliseconds((long)answer["data"]!["unix_ms"]!).ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_connection_may_be_in_128_rooms()
    {
        await using var client = await cluster.ConnectAsync(Gateway, "n-rooms");
        for (var i = 0; i < 128; i++)
        {
            await client.SubscribeAsync("cell:r" + i);
        }

        ((string?)(await client.RequestAsync("subscription", new { action = "subscribe", room = "cell:r128" }))["data"]!["code"]).ShouldBe("room_limit");
        ((string?)(await client.RequestAsync("subscription", new { action = "subscribe", room = "cell:r5" }))["type"]).ShouldBe("ack");
    }

    [Fact]
    public async Task After_unsubscribe_nothing_comes_any_more()
    {
        await using var alice = await cluster.ConnectAsync(Gateway, "n-un-a");
        await using var bob = await cluster.ConnectAsync(Gateway, "n-un-b");
        await bob.SubscribeAsync("cell:un");
        await bob.RequestAsync("subscription", new { action = "unsubscribe", room = "cell:un" });

        await alice.RequestAsync("publish", new { room = "cell:un", type = "t" });

        (await bob.DrainedAsync("t")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Queries_to_a_service_that_is_down_answer_unavailable_and_do_not_hold_up_later_frames()
    {
        await using var client = await cluster.ConnectAsync(Gateway, "n-query-down");
        await client.SendAsync(new { type = "history", data = new { room = "chat:1" }, message_id = "h" });

        await client.PingAsync();

        var error = await client.ExpectAsync("error", TimeSpan.FromSeconds(30));
        ((string?)error["reply_to"]).ShouldBe("h");
        ((string?)error["data"]!["code"]).ShouldBe("unavailable");
    }

    private NativeSession SessionOf(string user) => (NativeSession)Gateway.Hub.GetUserConnections(user).Single().State!;
}
