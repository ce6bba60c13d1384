using System.Diagnostics;
using Realtime.EndToEnd.Tests.Stack;
using Realtime.Testing;
using Xunit.Abstractions;

namespace Realtime.EndToEnd.Tests.Failures;

/// <summary>Whatever is killed, Presence afterwards says what is true, tells each end once by identity, and none that did not happen.</summary>
[Collection(StackCollection.Name)]
public sealed class PresenceFailureTests(StackFixture stack, ITestOutputHelper output) : IAsyncLifetime
{
    private const int Users = 7;
    private const int MostUsers = 60;

    // The promise is 15 s from the last sign of life; the rest is for a machine that runs the whole stack on two processors.
    private static readonly TimeSpan LeaseBound = TimeSpan.FromSeconds(30);

    // Who comes back later than this may have been offline before.
    private static readonly TimeSpan ReturnBound = TimeSpan.FromSeconds(10);

    private PresenceView _view = null!;
    private Crowd _crowd = null!;
    private BusEvents _events = null!;

    public async Task InitializeAsync()
    {
        _view = await PresenceView.OpenAsync(stack);
        _crowd = await Crowd.InviteAsync(stack, _view, Users);
        _events = await BusEvents.ListenAsync(stack);
    }

    [Theory]
    [InlineData("presence")]
    [InlineData("messaging")]
    [InlineData("postgres")]
    public async Task What_opens_and_closes_during_an_outage_is_right_afterwards_and_nobody_else_seems_to_have_gone(string killed)
    {
        for (var n = 0; n < Users - 1; n++)
        {
            await _crowd.EnterAsync(n);
        }

        var second = await _crowd.EnterAsync(0);
        await _crowd.IsSeenAsItIsAsync();

        var pid = await stack.Run.KillAsync(killed);
        var outage = Stopwatch.StartNew();
        var gone = _crowd.Members[1];
        await gone.LeaveAsync();
        await second.LeaveAsync();
        await _crowd.EnterAsync(Users - 1);
        await IsBackAsync(killed, pid);
        var down = outage.Elapsed;
        await _crowd.IsSeenAsItIsAsync();
        output.WriteLine($"{killed}: back after {down.TotalSeconds:0.0} s, presence right after {outage.Elapsed.TotalSeconds:0.0} s");

        _crowd.Members.Count(member => member.Socket.HasEnded).ShouldBe(2, "the sockets outlive the outage");
        await Eventually.Async(() => _events.WentOffline.Any(message => message.UserId == gone.User), Crowd.Patience);
        await Eventually.Async(() => _events.Connected.Any(message => message.UserId == _crowd.User(Users - 1)), Crowd.Patience);
        await EndIsToldAsync([gone, second]);
        EndedOnce(gone);
        EndedOnce(second);
        NothingElseEnded([gone, second], [gone.User]);
    }

    [Fact]
    public async Task Sockets_of_a_killed_gateway_end_within_the_lease_and_a_user_who_came_back_was_never_offline()
    {
        List<Crowd.Member> victims = [];
        await Promised.WithinAsync(LeaseBound, async () =>
        {
            await _crowd.DisposeAsync();
            _crowd = await Crowd.InviteAsync(stack, _view, Users);
            (victims, var returned, var right) = await KillGatewayAsync();
            return returned < ReturnBound ? right : TimeSpan.MaxValue;
        });

        await Eventually.Async(() => victims.Skip(1).All(member => _events.WentOffline.Any(message => message.UserId == member.User)), Crowd.Patience);
        await EndIsToldAsync(victims);
        victims.ForEach(EndedOnce);
        _events.Disconnected.ShouldAllBe(message => victims.All(member => member.ConnectionId != message.ConnectionId) || message.Reason == "gateway_lost");
        NothingElseEnded(victims, victims.Skip(1).Select(member => member.User));
    }

    public async Task DisposeAsync()
    {
        await _crowd.DisposeAsync();
        await _events.DisposeAsync();
    }

    /// <summary>Kills a gateway, and lets the first user who lost a socket come back; says when that one was there again, and when Presence was right about everybody.</summary>
    private async Task<(List<Crowd.Member> Victims, TimeSpan Returned, TimeSpan Right)> KillGatewayAsync()
    {
        var gateways = await EnterOnBothGatewaysAsync();

        var pid = await stack.Run.KillAsync("gateway-1");
        var sinceKill = Stopwatch.StartNew();
        await Eventually.Async(() => _crowd.Members.Any(member => member.Socket.HasEnded), Crowd.Patience);
        var dead = gateways[_crowd.Members.First(member => member.Socket.HasEnded).ConnectionId];
        var victims = _crowd.Members.Where(member => gateways[member.ConnectionId] == dead).ToList();
        await Eventually.Async(() => victims.TrueForAll(member => member.Socket.HasEnded), Crowd.Patience);
        await _crowd.EnterAsync(Enumerable.Range(0, MostUsers).Single(n => _crowd.User(n) == victims[0].User));
        var returned = sinceKill.Elapsed;

        await _crowd.IsSeenAsItIsAsync();
        var right = sinceKill.Elapsed;
        output.WriteLine($"gateway-1: presence right {right.TotalSeconds:0.0} s after the kill");
        await IsBackAsync("gateway-1", pid);
        return (victims, returned, right);
    }

    private Task EndIsToldAsync(IReadOnlyCollection<Crowd.Member> members) => Eventually.Async(
        () => members.All(member => _events.Disconnected.Any(message => message.ConnectionId == member.ConnectionId)), Crowd.Patience, "not every end was told");

    /// <summary>A gateway that has just been restarted gets its first sockets a little later, so it may take some more users.</summary>
    private async Task<IReadOnlyDictionary<string, string>> EnterOnBothGatewaysAsync()
    {
        for (var n = 0; n < MostUsers; n++)
        {
            await _crowd.InviteAsync(n);
            await _crowd.EnterAsync(n);
            if (n < Users - 1)
            {
                continue;
            }

            await _crowd.IsSeenAsItIsAsync();
            var gateways = await _view.GatewaysAsync(_crowd.Room);
            if (gateways.Values.Distinct().Count() == 2)
            {
                return gateways;
            }
        }

        throw new ShouldAssertException("The edge sends all sockets to one gateway.");
    }

    private Task IsBackAsync(string name, int before) => Eventually.Async(
        async () => await stack.Run.ResourceAsync(name) is { Health: "Healthy", Pid: { } now } && now != before,
        Crowd.Patience,
        $"{name} did not come back");

    /// <summary>At least once on the wire, but always the same event.</summary>
    private void EndedOnce(Crowd.Member member) =>
        _events.Disconnected.Where(message => message.ConnectionId == member.ConnectionId).Select(message => message.EventId).Distinct().Count().ShouldBe(1);

    private void NothingElseEnded(IEnumerable<Crowd.Member> ended, IEnumerable<string> offline)
    {
        var mine = _crowd.Members.Select(member => member.User).ToHashSet(StringComparer.Ordinal);
        _events.Disconnected.Where(message => mine.Contains(message.UserId)).Select(message => message.ConnectionId).Distinct()
            .ShouldBe(ended.Select(member => member.ConnectionId), ignoreOrder: true);
        _events.WentOffline.Where(message => mine.Contains(message.UserId)).Select(message => (message.UserId, message.EventId)).Distinct().Select(message => message.UserId)
            .ShouldBe(offline, ignoreOrder: true);
    }
}
