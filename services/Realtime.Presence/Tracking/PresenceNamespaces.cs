using Realtime.Messaging.Rooms;

namespace Realtime.Presence.Tracking;

/// <summary>Which rooms' members are told of joins and leaves, as presence_effects takes it.</summary>
internal sealed class PresenceNamespaces(RoomNamespaces namespaces)
{
    private const string AllBut = "!";

    public string[] Current => namespaces.Default.Presence
        ? [AllBut, .. namespaces.All.Where(entry => !entry.Value.Presence).Select(entry => entry.Key)]
        : [.. namespaces.All.Where(entry => entry.Value.Presence).Select(entry => entry.Key)];
}
