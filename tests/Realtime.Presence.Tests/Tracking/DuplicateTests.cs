using Microsoft.Extensions.Options;
using Realtime.Presence.Tests.Model;
using Realtime.Presence.Tracking;
using Realtime.Testing;

namespace Realtime.Presence.Tests.Tracking;

/// <summary>What is known already changes nothing, is no reason to ask for a snapshot, and the database says so itself.</summary>
public sealed class DuplicateTests(ServersFixture servers) : IClassFixture<ServersFixture>
{
    [Fact]
    public async Task Batches_that_are_known_are_skipped_without_asking_for_a_snapshot()
    {
        await using var database = await ModelDatabase.CreateAsync(await servers.CreateDatabaseAsync());
        var gateway = new ModelGateway("g1");
        gateway.Open("c1", "u1");
        var opened = gateway.Send();
        gateway.Close("c1");
        var closed = gateway.Send();
        gateway.Open("c2", "u2");
        var next = gateway.Send();

        var applier = database.NewApplier();
        (await applier.ApplyAsync([opened, opened, closed], probe: false, CancellationToken.None)).ShouldBeEmpty();
        (await applier.ApplyAsync([closed, opened], probe: false, CancellationToken.None)).ShouldBeEmpty("this replica knows them");
        applier.Reset();
        (await applier.ApplyAsync([opened], probe: false, CancellationToken.None)).ShouldBeEmpty("the database knows them");
        applier.Reset();
        (await applier.ApplyAsync([opened, closed, next], probe: false, CancellationToken.None)).ShouldBeEmpty("only the last is new");

        (await database.LinesAsync("select kind || ' ' || connection_id from events where connection_id is not null order by id")).ShouldBe("1 c1\n2 c1\n1 c2");
        (await database.LinesAsync("select connection_id from connections")).ShouldBe("c2");
    }

    [Fact]
    public async Task The_database_has_the_last_word_about_what_it_knows()
    {
        await using var database = await ModelDatabase.CreateAsync(await servers.CreateDatabaseAsync());
        var gateway = new ModelGateway("g1");
        gateway.Open("c1", "u1");
        var (first, second, third) = (gateway.Send(), gateway.Send(), gateway.Send());
        DeltaPlanner NewPlanner() => new(Options.Create(database.Options), TimeProvider.System);

        (await database.Store.ApplyAsync(NewPlanner().Plan([first, second]), CancellationToken.None)).ShouldBe([new GroupVerdict("g1", Verdict.Applied, 2)]);
        (await database.Store.ApplyAsync(NewPlanner().Plan([first, second]), CancellationToken.None)).ShouldBe([new GroupVerdict("g1", Verdict.Duplicate, 2)]);
        (await database.Store.ApplyAsync(NewPlanner().Plan([second, third]), CancellationToken.None)).ShouldBe([new GroupVerdict("g1", Verdict.PartlyKnown, 2)]);
        var late = gateway.Send();
        (await database.Store.ApplyAsync(NewPlanner().Plan([late]), CancellationToken.None)).ShouldBe([new GroupVerdict("g1", Verdict.Gap, 2)]);
    }
}
