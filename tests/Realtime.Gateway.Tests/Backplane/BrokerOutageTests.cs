using Realtime.Contracts.Presence;
using Realtime.Gateway.Backplane;
using Realtime.Gateway.Tests.Cluster;
using Realtime.Messaging.Connections;
using Realtime.Testing;

namespace Realtime.Gateway.Tests.Backplane;

/// <summary>One gateway loses the broker while another keeps it.</summary>
public sealed class BrokerOutageTests : IAsyncLifetime, IDisposable
{
    private readonly ServersFixture _servers = new();
    private TestAuthority _authority = null!;
    private BrokerProxy _way = null!;
    private TestGateway _cutOff = null!;
    private TestGateway _other = null!;
    private TestDelivery _delivery = null!;
    private string _broker = "";

    public async Task InitializeAsync()
    {
        await _servers.InitializeAsync();
        _broker = await _servers.CreateVirtualHostAsync();
        _authority = await TestAuthority.StartAsync();
        _way = new BrokerProxy(_broker);
        string[] settings = ["--Gateway:Limits:MessagesPerSecond=0", "--Gateway:Limits:UserMessagesPerSecond=0", "--Messaging:ReconnectMax=00:00:00.300"];
        _cutOff = await TestGateway.StartAsync(_way.Address, _authority, settings);
        _other = await TestGateway.StartAsync(_broker, _authority, settings);
        _delivery = await TestDelivery.StartAsync(_broker);
    }

    public async Task DisposeAsync()
    {
        _way.Restore();
        await _delivery.DisposeAsync();
        await _cutOff.DisposeAsync();
        await _other.DisposeAsync();
        await _authority.DisposeAsync();
        await _servers.DisposeAsync();
    }

    public void Dispose() => _way.Dispose();

    [Fact]
    public async Task Without_the_broker_sockets_stay_local_rooms_work_and_durable_publishes_are_unavailable_and_all_recovers()
    {
        await using var impatient = await TestGateway.StartAsync(_way.Address, _authority, "--Gateway:Delivery:RecoverTimeout=00:00:01");
        await using var dave = await ConnectAsync(impatient, "dave");
        await using var alice = await ConnectAsync(_cutOff, "alice");
        await using var bob = await ConnectAsync(_cutOff, "bob");
        await using var carol = await ConnectAsync(_other, "carol");
        foreach (var client in new[] { alice, bob, carol })
        {
            await client.SubscribeAsync("cell:out");
        }

        await CutAsync();
        (await alice.RequestAsync("publish", new { room = "cell:out", type = "local" }))["type"]!.ToString().ShouldBe("ack");
        await bob.ExpectAsync("local");
        ((string?)(await alice.RequestAsync("direct", new { user_id = "bob", type = "note" }))["data"]!["code"]).ShouldBe("unavailable");
        ((string?)(await alice.RequestAsync("publish", new { room = "chat:out", type = "t" }))["data"]!["code"]).ShouldBe("unavailable");
        (await alice.SubscribeAsync("cell:while-out")).ContainsKey("room").ShouldBeTrue();
        ((bool?)(await dave.SubscribeAsync("chat:while-out"))["recovered"]).ShouldBe(false);

        await RestoreAsync();

        (await carol.RequestAsync("publish", new { room = "cell:out", type = "again" }))["type"]!.ToString().ShouldBe("ack");
        await alice.ExpectAsync("again");
        await bob.ExpectAsync("again");
        ((bool?)(await alice.RequestAsync("direct", new { user_id = "carol", type = "note" }))["data"]!["accepted"]).ShouldBe(true);
        await carol.ExpectAsync("note");
        await carol.SendAsync(new { type = "publish", data = new { room = "cell:while-out", type = "bound" } });
        await alice.ExpectAsync("bound");
    }

    [Fact]
    public async Task What_rooms_with_history_and_inboxes_got_meanwhile_follows_in_order_and_once()
    {
        await using var alice = await ConnectAsync(_other, "alice");
        await using var bob = await ConnectAsync(_cutOff, "bob");
        await bob.SubscribeAsync("chat:gap");
        await alice.RequestAsync("publish", new { room = "chat:gap", type = "t", data = 1 });
        await bob.ExpectAsync("t");

        await CutAsync();
        for (var i = 2; i <= 20; i++)
        {
            await alice.RequestAsync("publish", new { room = "chat:gap", type = "t", data = i });
        }

        await alice.RequestAsync("direct", new { user_id = "bob", type = "note" });
        await RestoreAsync();
        await alice.RequestAsync("publish", new { room = "chat:gap", type = "t", data = 21 });

        for (var offset = 2; offset <= 21; offset++)
        {
            ((long?)(await bob.ExpectAsync("t"))["offset"]).ShouldBe(offset);
        }

        await bob.ExpectAsync("note");
        (await bob.DrainedAsync("t")).ShouldBeEmpty();
        (await bob.DrainedAsync("note")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_room_that_was_quiet_before_the_outage_is_caught_up_too()
    {
        await using var alice = await ConnectAsync(_other, "alice");
        await using var bob = await ConnectAsync(_cutOff, "bob");
        await alice.RequestAsync("publish", new { room = "chat:quiet", type = "t", data = 1 });
        await bob.SubscribeAsync("chat:quiet");

        await CutAsync();
        await alice.RequestAsync("publish", new { room = "chat:quiet", type = "t", data = 2 });
        await RestoreAsync();

        ((long?)(await bob.ExpectAsync("t"))["offset"]).ShouldBe(2);
        (await bob.DrainedAsync("t")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Presence_gets_numbered_batches_without_gaps_and_a_snapshot_after_an_outage()
    {
        await using var tap = await PresenceTap.OpenAsync(_broker);
        await using var alice = await ConnectAsync(_cutOff, "alice");
        await alice.SubscribeAsync("room:p");
        await alice.RequestAsync("presence", new { action = "set", room = "room:p", state = new { mood = "fine" } });

        await Eventually.Async(() => tap.Of(_cutOff.Id).SelectMany(batch => batch.Changes).Any(change => change.Kind == PresenceChangeKind.State));
        var changes = tap.Of(_cutOff.Id).SelectMany(batch => batch.Changes).ToList();
        changes.Select(change => change.Kind).ShouldBe([PresenceChangeKind.Opened, PresenceChangeKind.Joined, PresenceChangeKind.State]);
        changes.ShouldAllBe(change => change.UserId == "alice");
        changes[0].Protocol.ShouldBe("native");
        changes[2].State.ShouldBe("""{"mood":"fine"}""");

        await tap.AskForSnapshotAsync(_cutOff.Id, "snap-1");
        var snapshot = await Eventually.ObjectAsync(() => Task.FromResult(tap.Of(_cutOff.Id).FirstOrDefault(batch => batch.Snapshot is { SnapshotId: "snap-1", Last: true })));
        snapshot.Changes.Select(change => change.Kind).ShouldBe([PresenceChangeKind.Opened, PresenceChangeKind.Joined, PresenceChangeKind.State]);
        snapshot.Changes[2].ShouldBe(changes[2], "with the time at which it was set");

        await alice.RequestAsync("subscription", new { action = "unsubscribe", room = "room:p" });
        await alice.SubscribeAsync("room:p");
        await tap.AskForSnapshotAsync(_cutOff.Id, "snap-2");
        snapshot = await Eventually.ObjectAsync(() => Task.FromResult(tap.Of(_cutOff.Id).FirstOrDefault(batch => batch.Snapshot is { SnapshotId: "snap-2", Last: true })));
        snapshot.Changes.Select(change => change.Kind).ShouldBe([PresenceChangeKind.Opened, PresenceChangeKind.Joined], "the state went with the membership");
        await alice.CloseAsync();
        await Eventually.Async(() => tap.Of(_cutOff.Id).SelectMany(batch => batch.Changes).Any(change => change.Kind == PresenceChangeKind.Closed));
        await _cutOff.StopAsync();

        await Eventually.Async(() => tap.Of(_cutOff.Id).Any(batch => batch.Closing));
        tap.Of(_cutOff.Id).Select(batch => batch.Sequence).ShouldBe(Enumerable.Range(1, tap.Of(_cutOff.Id).Count).Select(number => (long)number));
    }

    private async Task<NativeClient> ConnectAsync(TestGateway gateway, string user) => await NativeClient.WelcomeAsync(gateway.SocketsUrl, _authority.Token(user));

    private async Task CutAsync()
    {
        _way.Cut();
        await Eventually.Async(() => !_cutOff.Get<BrokerConnection>().IsConnected);
    }

    private async Task RestoreAsync()
    {
        _way.Restore();
        await Eventually.Async(() => _cutOff.Get<BrokerConnection>().IsConnected && _cutOff.Get<Bindings>().IsAttached);
    }
}
