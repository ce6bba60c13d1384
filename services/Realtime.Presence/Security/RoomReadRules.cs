using Realtime.Contracts.Rooms;
using Realtime.Contracts.Wire;
using Realtime.Messaging.Rooms;
using Realtime.ServiceDefaults.Security;

namespace Realtime.Presence.Security;

/// <summary>Who may read presence over HTTP: services by scope, users about themselves and about the rooms that their token and the namespace allow.</summary>
internal sealed class RoomReadRules(RoomNamespaces namespaces)
{
    private const string Action = "presence";
    private const string Anything = "*";

    public static bool MayReadAll(AccessToken token) => token.HasScope(Scopes.Admin) || token.HasScope(Scopes.Read);

    public static bool MayReadUser(AccessToken token, string userId) => MayReadAll(token) || string.Equals(token.Subject, userId, StringComparison.Ordinal);

    public bool MayReadRoom(AccessToken token, string room)
    {
        if (MayReadAll(token))
        {
            return true;
        }

        return token.Capabilities is { } capabilities
            ? capabilities.Any(entry => RoomPattern.Matches(entry.Key, room) && entry.Value.Any(action => action is Action or Anything))
            : namespaces.Of(room).Subscribe == RoomAccess.Anyone;
    }
}
