using System.Net.WebSockets;
using System.Text;
using Realtime.Gateway.Tests.Cluster;

namespace Realtime.Gateway.Tests.Native;

/// <summary>Messages between sockets, and queries.</summary>
[Collection(nameof(ClusterCollection))]
public sealed class NativeMessageTests(ClusterFixture cluster)
{
    private TestGateway Gateway => cluster.First;

    [Fact]
    public async Task A_subscription_may_resume_from_what_an_unavailable_room_told()
    {
        await using var client = await cluster.ConnectAsync(Gateway, "n-nulls");

        (await client.SubscribeAsync("chat:nulls", new { epoch = (string?)null, offset = (long?)null }))["recovered"]!.GetValue<bool>().ShouldBeFalse();
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
}
