using System.Globalization;

namespace Realtime.Presence.Tests.Model;

internal static class ModelAssertions
{
    public static async Task StoreEqualsModelAsync(ModelDatabase database, PresenceModel model)
    {
        var sockets = model.Gateways.SelectMany(gateway => gateway.Sockets.Select(socket => (Gateway: gateway.Id, Id: socket.Key, socket.Value.User, socket.Value.Rooms))).ToList();
        var memberships = sockets.SelectMany(socket => socket.Rooms.Select(room => (socket.Gateway, socket.Id, socket.User, Room: room))).ToList();

        (await database.LinesAsync("select gateway_id || ' ' || connection_id || ' ' || user_id from connections"))
            .ShouldBeLines(sockets.Select(socket => $"{socket.Gateway} {socket.Id} {socket.User}"), "connections");
        (await database.LinesAsync("select gateway_id || ' ' || connection_id || ' ' || user_id || ' ' || room from memberships"))
            .ShouldBeLines(memberships.Select(member => $"{member.Gateway} {member.Id} {member.User} {member.Room}"), "memberships");
        (await database.LinesAsync("select room || ' ' || user_id || ' ' || connections from room_members"))
            .ShouldBeLines(memberships.GroupBy(member => (member.Room, member.User)).Select(group => $"{group.Key.Room} {group.Key.User} {group.Count()}"), "room_members");
        (await database.LinesAsync("select room || ' ' || members || ' ' || connections from rooms"))
            .ShouldBeLines(memberships.GroupBy(member => member.Room).Select(group => $"{group.Key} {group.Select(member => member.User).Distinct().Count()} {group.Count()}"), "rooms");
        (await database.LinesAsync("select user_id || ' ' || connections from users where online or connections <> 0"))
            .ShouldBeLines(sockets.GroupBy(socket => socket.User).Select(group => $"{group.Key} {group.Count()}"), "users");
        (await database.LinesAsync("select connections || ' ' || online_users from totals"))
            .ShouldBeLines([$"{sockets.Count} {sockets.Select(socket => socket.User).Distinct().Count()}"], "totals");
    }

    /// <summary>
    /// Each member's state is one that it set in that room, and none older than what a socket there set last, whatever was lost on the way. It may be newer: of a
    /// socket that left while another of the user stayed.
    /// </summary>
    public static async Task StatesAreThoseThatWereSetAsync(ModelDatabase database, PresenceModel model)
    {
        var stored = (await database.LinesAsync("select room || ' ' || user_id || ' ' || coalesce((state::json ->> 'n')::int, 0) from room_members"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .ToDictionary(parts => (Room: parts[0], User: parts[1]), parts => int.Parse(parts[2], CultureInfo.InvariantCulture));
        foreach (var ((room, user), number) in stored.Where(state => state.Value > 0))
        {
            model.EverSet.ShouldContain((room, user, number));
        }

        foreach (var gateway in model.Gateways)
        {
            foreach (var ((socket, room), state) in gateway.States)
            {
                var user = gateway.Sockets[socket].User;
                stored[(room, user)].ShouldBeGreaterThanOrEqualTo(state.Number, $"the state of {user} in {room}");
            }
        }
    }

    /// <summary>Per socket, user and membership, beginnings and ends alternate, and the last of them agrees with the tables.</summary>
    public static async Task EventsAreConsistentAsync(ModelDatabase database)
    {
        const string Alternation =
            """
            with e as (
              select id, kind % 2 = 1 as begins, case when kind <= 2 then 'socket ' || gateway_id || ' ' || connection_id when kind <= 4 then 'user ' || user_id else 'member ' || room || ' ' || user_id end as subject
              from events
            ), o as (select subject, begins, lag(begins, 1, false) over (partition by subject order by id) as before, lead(id) over (partition by subject order by id) is null as last from e)
            """;
        (await database.LinesAsync(Alternation + "select subject from o where begins = before")).ShouldBe("", "an event repeats its predecessor");
        (await database.LinesAsync(Alternation + "select subject from o where last and begins"))
            .ShouldBeLines((await database.LinesAsync(
                """
                select 'socket ' || gateway_id || ' ' || connection_id from connections
                union all select 'user ' || user_id from users where online
                union all select 'member ' || room || ' ' || user_id from room_members
                """)).Split('\n', StringSplitOptions.RemoveEmptyEntries), "what began and did not end");
        (await database.LinesAsync("select max(n)::text from (select count(*) as n from (select room, user_id, joined, lag(joined) over (partition by room, user_id order by id) as before from room_changes) c where joined = before) x"))
            .ShouldBe("0", "a change of members repeats its predecessor");
        (await database.LinesAsync("select room from room_changes where room like 'plain:%'")).ShouldBe("", "rooms without presence tell nobody");
    }

    private static void ShouldBeLines(this string actual, IEnumerable<string> expected, string what) =>
        string.Join('\n', actual.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)).ShouldBe(string.Join('\n', expected.Order(StringComparer.Ordinal)), what);
}
