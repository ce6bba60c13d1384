using Realtime.Presence.Tests.Support;
using Realtime.Testing;

namespace Realtime.Presence.Tests.Tracking;

public sealed class RoomCounterTests(StackFixture fixture) : IClassFixture<StackFixture>
{
    // Found by the model test: the room's sockets stay the same in number while its members do not.
    [Fact]
    public async Task A_member_who_leaves_in_the_batch_in_which_another_joins_again_is_counted()
    {
        var stack = fixture.Stack;
        await using var gateway = await FakeGateway.StartAsync(stack.BrokerAddress, "g1");
        await gateway.SendAsync(gateway.Open("c1", "u1"), gateway.Open("c2", "u2"), gateway.Open("c3", "u2"), gateway.Join("c1", "room:a"), gateway.Join("c2", "room:a"));
        await Eventually.Async(async () => await CountsAsync(stack) == "2 2");
        await gateway.SendAsync(gateway.Leave("c1", "room:a"), gateway.Join("c3", "room:a"));
        await Eventually.Async(async () => await CountsAsync(stack) == "1 2");
    }

    private static Task<string?> CountsAsync(PresenceStack stack) => stack.ScalarAsync<string>("select members || ' ' || connections from rooms where room = 'room:a'");
}
