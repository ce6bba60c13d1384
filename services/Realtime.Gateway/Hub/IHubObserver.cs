using Realtime.Gateway.Connections;

namespace Realtime.Gateway.Hub;

/// <summary>
/// Watches the local registries (backplane interest, presence). Called under the registry's lock, in order, on whatever thread made the change:
/// note the change and return; never call back into the hub.
/// </summary>
internal interface IHubObserver
{
    void OnOpened(ClientConnection connection)
    {
    }

    void OnClosed(ClientConnection connection, CloseInfo close)
    {
    }

    void OnJoined(ClientConnection connection, string room, bool firstInRoom)
    {
    }

    void OnLeft(ClientConnection connection, string room, bool lastInRoom)
    {
    }

    void OnUserBound(ClientConnection connection, string userId, bool firstOfUser)
    {
    }

    void OnUserUnbound(ClientConnection connection, string userId, bool lastOfUser)
    {
    }
}
