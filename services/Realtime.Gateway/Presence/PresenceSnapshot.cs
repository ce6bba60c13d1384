using Realtime.Contracts.Presence;
using Realtime.Gateway.Hub;

namespace Realtime.Gateway.Presence;

/// <summary>Everything that is open now. States of users in rooms are not kept here: Presence keeps those of connections that stay.</summary>
internal sealed class PresenceSnapshot(ConnectionHub hub)
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
            }
        }

        return changes;
    }
}
