using Realtime.Contracts.Rooms;
using Realtime.Contracts.Wire;
using Realtime.Messaging.Rooms;
using Realtime.ServiceDefaults.Security;

namespace Realtime.OfflineDelivery.Http;

/// <summary>Who may read and publish over HTTP: services by scope, users about themselves and in the rooms that their token and the namespace allow.</summary>
internal sealed class RoomRules(RoomNamespaces namespaces)
{
    private const string Anything = "*";

    public static bool MayRead(AccessToken token) => token.HasScope(Scopes.Admin) || token.HasScope(Scopes.Read);

    public static bool MayPublish(AccessToken token) => token.HasScope(Scopes.Admin) || token.HasScope(Scopes.Publish);

    public static bool IsSelf(AccessToken token, string userId) => string.Equals(token.Subject, userId, StringComparison.Ordinal);

    public bool MayReadHistory(AccessToken token, string room) => MayRead(token) || Allows(token, room, "history", namespaces.Of(room).Subscribe);

    /// <summary>Whether a token lets its holder see what is said in a room, now or later.</summary>
    public bool MayFollow(AccessToken token, string room) =>
        MayReadHistory(token, room) || Allows(token, room, "subscribe", namespaces.Of(room).Subscribe);

    public bool MayPublishTo(AccessToken token, string room) => MayPublish(token) || Allows(token, room, "publish", namespaces.Of(room).Publish);

    /// <summary>Direct messages are open to every user, unless the token is narrowed to some.</summary>
    public static bool MayWriteTo(AccessToken token, string userId) =>
        MayPublish(token) || IsSelf(token, userId) || Allows(token, userId, "direct", RoomAccess.Anyone);

    private static bool Allows(AccessToken token, string room, string action, RoomAccess otherwise) =>
        token.Capabilities is { } capabilities
            ? capabilities.Any(entry => RoomPattern.Matches(entry.Key, room) && entry.Value.Any(allowed => allowed == action || allowed == Anything))
            : otherwise == RoomAccess.Anyone;
}
