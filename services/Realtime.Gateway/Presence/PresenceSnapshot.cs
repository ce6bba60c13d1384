using Realtime.Contracts.Presence;
using Realtime.Gateway.Hub;

namespace Realtime.Gateway.Presence;

/// <summary>Everything that is open now, with the states that were set: Presence may have lost them, or a delta with a newer one.</summary>
internal sealed class PresenceSnapshot(ConnectionHub hub, PresenceLink link)
{
    public IReadOnlyList<PresenceChange> Take()
    {
        var changes = new List<PresenceChange>();
        foreach (var connection in hub.Connections)
        {
            if (connection.UserId is not { } user)
            {
                continue;
            }

            changes.Add(PresenceLink.Opened(connection, user, connection.ConnectedAt));
            foreach (var room in connection.GetRooms())
            {
                changes.Add(new PresenceChange(PresenceChangeKind.Joined, connection.Id, connection.ConnectedAt, user, room));
                if (link.StateOf(connection, room) is { } state)
                {
                    changes.Add(state);
                }
            }
        }

        return changes;
    }
}
