using Realtime.Contracts.Wire;

namespace Realtime.Messaging.Topology;

/// <summary>Routing keys, which are also the targets of entries.</summary>
public static class RoutingKeys
{
    /// <summary>Key of a room.</summary>
    public static string Room(string room) => BusNames.RoomKeyPrefix + room;

    /// <summary>Key of a user.</summary>
    public static string User(string userId) => BusNames.UserKeyPrefix + userId;

    /// <summary>Key of a gateway.</summary>
    public static string Gateway(string gatewayId) => BusNames.GatewayKeyPrefix + gatewayId;

    /// <summary>The room in <paramref name="key"/>; false when it is no room's key.</summary>
    public static bool TryRoom(string key, out string room) => TryStrip(key, BusNames.RoomKeyPrefix, out room);

    /// <summary>The user in <paramref name="key"/>; false when it is no user's key.</summary>
    public static bool TryUser(string key, out string userId) => TryStrip(key, BusNames.UserKeyPrefix, out userId);

    private static bool TryStrip(string key, string prefix, out string name)
    {
        var matches = key.Length > prefix.Length && key.StartsWith(prefix, StringComparison.Ordinal);
        name = matches ? key[prefix.Length..] : "";
        return matches;
    }
}
