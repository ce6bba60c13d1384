using Realtime.Gateway.Connections;
using Realtime.Gateway.Hub;

namespace Realtime.Gateway.SocketIo.Recovery;

/// <summary>What is left of a dropped socket until it comes back or its time is over.</summary>
/// <param name="Sid">Its public id, which it keeps.</param>
/// <param name="Pid">Its private id.</param>
/// <param name="Namespace">Where it was.</param>
/// <param name="UserId">Whose it was.</param>
/// <param name="Rooms">Where it was a member.</param>
/// <param name="State">The namespace's own.</param>
/// <param name="StartsAt">First log position that belongs to it.</param>
/// <param name="Until">When it is forgotten.</param>
internal sealed record Ghost(string Sid, string Pid, string Namespace, string? UserId, IReadOnlyCollection<string> Rooms, string? State, long StartsAt, DateTimeOffset Until)
{
    private ClientConnection? _member;

    public IReadOnlySet<string> Keys { get; } = Rooms.Select(RecoveryLog.RoomKey).Append(RecoveryLog.SocketKey(Sid)).ToHashSet(StringComparer.Ordinal);

    /// <summary>Becomes a silent member of its rooms.</summary>
    public void Haunt(ConnectionHub hub, ClientConnection member)
    {
        _member = member;
        foreach (var room in Rooms)
        {
            hub.Join(member, room);
        }
    }

    public void Vanish(ConnectionHub hub)
    {
        if (Interlocked.Exchange(ref _member, null) is { } member)
        {
            foreach (var room in Rooms)
            {
                hub.Leave(member, room);
            }
        }
    }
}
