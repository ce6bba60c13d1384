using Realtime.Presence.Tests.Model;
using Realtime.Testing;

namespace Realtime.Presence.Tests.Tracking;

/// <summary>A dead gateway's sockets end some at a time, so that the changes of the others get in between.</summary>
public sealed class EndingTests(ServersFixture servers) : IClassFixture<ServersFixture>
{
    private const int Sockets = 20;

    [Fact]
    public async Task A_dead_gateway_ends_step_by_step_and_the_others_are_applied_in_between()
    {
        await using var database = await ModelDatabase.CreateAsync(await servers.CreateDatabaseAsync());
        await database.ClearAsync();
        var applier = database.NewApplier();
        var (dying, living) = (new ModelGateway("g1"), new ModelGateway("g2"));
        for (var n = 0; n < Sockets; n++)
        {
            dying.Open($"c{n:00}", $"u{n:00}");
            dying.Join($"c{n:00}", "room:a");
        }

        await applier.ApplyAsync([dying.Send()], probe: true, CancellationToken.None);
        await database.RunAsync("update gateways set last_seen = 'epoch'");
        (await database.Store.ExpireAsync(CancellationToken.None)).ShouldBe(["g1"]);
        (await CountAsync(database, "connections")).ShouldBe(Sockets, "the declaration itself must not end them all under the lock");

        (await database.Store.EndSocketsAsync(8, CancellationToken.None)).ShouldBe(8);
        living.Open("other", "u-other");
        dying.Open("late", "u-late");
        await applier.ApplyAsync([living.Send(), dying.Send()], probe: true, CancellationToken.None);
        (await database.LinesAsync("select connection_id from connections where connection_id in ('other', 'late')")).ShouldBe("other");

        // The replica that ended them dies; whichever sweeps next goes on.
        (await database.Store.EndSocketsAsync(8, CancellationToken.None)).ShouldBe(8);
        (await database.Store.EndSocketsAsync(8, CancellationToken.None)).ShouldBe(4);
        (await database.Store.EndSocketsAsync(8, CancellationToken.None)).ShouldBe(-1);
        (await database.LinesAsync("select connection_id from connections")).ShouldBe("other");
        (await CountAsync(database, "events where kind = 2 and reason = 'gateway_lost'")).ShouldBe(Sockets);
        (await CountAsync(database, "rooms")).ShouldBe(0);
        await ModelAssertions.EventsAreConsistentAsync(database);
    }

    [Fact]
    public async Task A_gateway_that_comes_back_in_the_middle_of_its_end_keeps_what_has_not_ended_and_gets_the_rest_again()
    {
        await using var database = await ModelDatabase.CreateAsync(await servers.CreateDatabaseAsync());
        await database.ClearAsync();
        var applier = database.NewApplier();
        var gateway = new ModelGateway("g1");
        for (var n = 0; n < Sockets; n++)
        {
            gateway.Open($"c{n:00}", $"u{n:00}");
        }

        await applier.ApplyAsync([gateway.Send()], probe: true, CancellationToken.None);
        await database.RunAsync("update gateways set last_seen = 'epoch'");
        await database.Store.ExpireAsync(CancellationToken.None);
        await database.Store.EndSocketsAsync(8, CancellationToken.None);

        gateway.Requests.Add((await applier.ApplyAsync([gateway.Send()], probe: true, CancellationToken.None)).Single().SnapshotId);
        await applier.ApplyAsync([.. gateway.AnswerRequests(2)], probe: true, CancellationToken.None);
        (await database.Store.EndSocketsAsync(8, CancellationToken.None)).ShouldBe(-1);
        (await CountAsync(database, "connections")).ShouldBe(Sockets);
        (await CountAsync(database, "events where kind = 2")).ShouldBe(8);
        await ModelAssertions.EventsAreConsistentAsync(database);
    }

    private static async Task<int> CountAsync(ModelDatabase database, string from) =>
        int.Parse(await database.LinesAsync($"select count(*)::text from {from}"), System.Globalization.CultureInfo.InvariantCulture);
}
