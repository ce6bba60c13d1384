using Realtime.EndToEnd.Tests.Client;
using Realtime.EndToEnd.Tests.Stack;
using Realtime.Testing;

namespace Realtime.EndToEnd.Tests.Failures;

/// <summary>Users in one room, each with any number of sockets, and the truth about them that Presence must come to.</summary>
internal sealed class Crowd : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly StackFixture _stack;
    private readonly PresenceView _view;
    private readonly string _run = Guid.NewGuid().ToString("N")[..8];
    private readonly Dictionary<string, string> _tokens = new(StringComparer.Ordinal);
    private readonly List<Member> _members = [];

    private Crowd(StackFixture stack, PresenceView view)
    {
        _stack = stack;
        _view = view;
    }

    public string Room => $"room:crowd-{_run}";

    public IReadOnlyList<Member> Members => _members;

    public string User(int n) => $"crowd-{_run}-{n}";

    /// <summary>Nobody is there yet, but all have their tokens, for the time when Auth has no database.</summary>
    public static async Task<Crowd> InviteAsync(StackFixture stack, PresenceView view, int users)
    {
        var crowd = new Crowd(stack, view);
        for (var n = 0; n < users; n++)
        {
            await crowd.InviteAsync(n);
        }

        return crowd;
    }

    public async Task InviteAsync(int n) => _tokens[User(n)] = await _stack.Tokens.ForUserAsync(User(n));

    /// <summary>One more socket of the user, in the room; tried again while something is down.</summary>
    public async Task<Member> EnterAsync(int n)
    {
        var member = await Eventually.ObjectAsync(() => TryEnterAsync(User(n)), Patience);
        _members.Add(member);
        return member;
    }

    /// <summary>Waits until Presence says of every user and of the room what is true.</summary>
    public async Task IsSeenAsItIsAsync()
    {
        await Eventually.PassesAsync(
            async () =>
            {
                var open = _members.Where(member => !member.Socket.HasEnded).GroupBy(member => member.User).ToDictionary(user => user.Key, user => user.Count());
                var seen = await _view.ConnectionsAsync(_tokens.Keys);
                seen.ShouldBe(_tokens.Keys.ToDictionary(user => user, user => open.GetValueOrDefault(user)), ignoreOrder: true);
                (await _view.MembersAsync(Room)).ShouldBe(open.Keys, ignoreOrder: true);
            },
            Patience);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var member in _members.Where(member => !member.Socket.HasEnded))
        {
            await member.Socket.DisposeAsync();
        }
    }

    private async Task<Member?> TryEnterAsync(string user)
    {
        NativeSocket? socket = null;
        try
        {
            socket = await NativeSocket.ConnectAsync(_stack.Edge, $"/ws/connect?token={_tokens[user]}", "realtime.v1");
            var welcome = await socket.WaitForAsync("welcome");
            ((string?)(await socket.SubscribeAsync(Room))["type"]).ShouldBe("ack");
            return new Member(user, socket, (string)welcome["data"]!["connection_id"]!);
        }
        catch (Exception exception) when (exception is System.Net.WebSockets.WebSocketException or OperationCanceledException or ShouldAssertException)
        {
            if (socket is not null)
            {
                await socket.DisposeAsync();
            }

            return null;
        }
    }

    internal sealed record Member(string User, NativeSocket Socket, string ConnectionId)
    {
        public async Task LeaveAsync()
        {
            await Socket.DisposeAsync();
            Socket.HasEnded.ShouldBeTrue();
        }
    }
}
