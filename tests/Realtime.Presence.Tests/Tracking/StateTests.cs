using Realtime.Presence.Tests.Model;
using Realtime.Presence.Tracking;
using Realtime.Testing;

namespace Realtime.Presence.Tests.Tracking;

/// <summary>Of a user's states in a room the one that was set last counts, in whatever order and however often they are told.</summary>
public sealed class StateTests(ServersFixture servers) : IClassFixture<ServersFixture>
{
    private const string Room = "room:a";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_snapshot_that_tells_an_old_state_again_does_not_replace_a_newer_one_of_another_gateway(bool inOneCall)
    {
        await using var database = await ModelDatabase.CreateAsync(await servers.CreateDatabaseAsync());
        var applier = database.NewApplier();
        var (one, two) = (In("g1", "c1"), In("g2", "c2"));
        one.SetState("c1", Room, new ModelState(1));
        await ApplyAsync(applier, one.Send());
        two.SetState("c2", Room, new ModelState(2));
        one.Requests.Add("unasked");
        if (inOneCall)
        {
            await ApplyAsync(applier, [two.Send(), .. one.AnswerRequests(1)]);
        }
        else
        {
            await ApplyAsync(applier, two.Send());
            await ApplyAsync(applier, [.. one.AnswerRequests(1)]);
        }

        (await StateAsync(database)).ShouldBe(new ModelState(2).Json);
    }

    [Fact]
    public async Task A_state_whose_change_was_lost_is_in_the_snapshot_that_makes_up_for_it()
    {
        await using var database = await ModelDatabase.CreateAsync(await servers.CreateDatabaseAsync());
        var applier = database.NewApplier();
        var gateway = In("g1", "c1");
        gateway.SetState("c1", Room, new ModelState(1));
        await ApplyAsync(applier, gateway.Send());
        gateway.SetState("c1", Room, new ModelState(2));
        gateway.Send();
        gateway.Requests.Add((await applier.ApplyAsync([gateway.Send()], probe: false, CancellationToken.None)).Single().SnapshotId);
        await ApplyAsync(applier, [.. gateway.AnswerRequests(2)]);
        (await StateAsync(database)).ShouldBe(new ModelState(2).Json);
    }

    [Fact]
    public async Task A_gateway_whose_clock_is_ahead_does_not_silence_the_others()
    {
        await using var database = await ModelDatabase.CreateAsync(await servers.CreateDatabaseAsync());
        var applier = database.NewApplier();
        var (ahead, right) = (In("g1", "c1"), In("g2", "c2"));
        await ApplyAsync(applier, ahead.Send(), right.Send());
        var tomorrow = ahead.Send() with { Changes = [new ModelState(1).Change("c1", Room) with { At = DateTimeOffset.UtcNow.AddDays(1) }] };
        await ApplyAsync(applier, tomorrow);
        await Eventually.Async(async () =>
        {
            await ApplyAsync(applier, right.Send() with { Changes = [new ModelState(2).Change("c2", Room) with { At = DateTimeOffset.UtcNow }] });
            return await StateAsync(database) == new ModelState(2).Json;
        });
    }

    private static ModelGateway In(string gatewayId, string socket)
    {
        var gateway = new ModelGateway(gatewayId);
        gateway.Open(socket, "u1");
        gateway.Join(socket, Room);
        return gateway;
    }

    private static Task ApplyAsync(DeltaApplier applier, params Realtime.Contracts.Presence.PresenceBatch[] batches) => applier.ApplyAsync(batches, probe: false, CancellationToken.None);

    private static Task<string> StateAsync(ModelDatabase database) => database.LinesAsync("select coalesce(state, '') from room_members");
}
