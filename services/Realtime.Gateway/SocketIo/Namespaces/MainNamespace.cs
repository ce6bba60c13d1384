using Realtime.Gateway.SocketIo.Sessions;

namespace Realtime.Gateway.SocketIo.Namespaces;

/// <summary><c>/</c>: open to everybody and without events; clients use it as the way to the others.</summary>
internal sealed class MainNamespace : ISocketNamespace
{
    public string Name => "/";

    public bool IsRecoverable => false;

    public ValueTask<string?> AuthorizeAsync(SocketIoSocket socket, ConnectAuth auth) => ValueTask.FromResult<string?>(null);

    public ValueTask OnConnectedAsync(SocketIoSocket socket, ConnectAuth auth) => ValueTask.CompletedTask;

    public ValueTask OnEventAsync(SocketIoSocket socket, SocketEvent received) => ValueTask.CompletedTask;

    public void OnDisconnected(SocketIoSocket socket)
    {
    }
}
