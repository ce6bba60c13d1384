using Realtime.Gateway.SocketIo.Sessions;

namespace Realtime.Gateway.SocketIo.Namespaces;

/// <summary>A namespace: who may connect, and what its events do. For one socket the calls come one after the other.</summary>
internal interface ISocketNamespace
{
    string Name { get; }

    /// <summary>Whether a dropped socket's rooms and messages are kept for its return.</summary>
    bool IsRecoverable { get; }

    /// <summary>Null to accept, else the message of the CONNECT_ERROR.</summary>
    ValueTask<string?> AuthorizeAsync(SocketIoSocket socket, ConnectAuth auth);

    /// <summary>The client has its answer.</summary>
    ValueTask OnConnectedAsync(SocketIoSocket socket, ConnectAuth auth);

    ValueTask OnEventAsync(SocketIoSocket socket, SocketEvent received);

    void OnDisconnected(SocketIoSocket socket);

    /// <summary>A recoverable socket's own state, to be taken to another gateway.</summary>
    string? Export(SocketIoSocket socket) => null;

    /// <summary>The rooms that follow from exported state, for a socket whose gateway has died; null when they cannot be told now.</summary>
    ValueTask<IReadOnlyList<string>?> FindRoomsAsync(string? state) => ValueTask.FromResult<IReadOnlyList<string>?>([]);

    void Import(SocketIoSocket socket, string? state)
    {
    }
}
