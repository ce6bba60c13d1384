using Realtime.Gateway.Connections;
using Realtime.Gateway.Framing;

namespace Realtime.Gateway.Protocol;

/// <summary>
/// One client protocol. Everything but <see cref="AuthorizeAsync"/> runs on I/O threads: it must not block, and continues elsewhere when it has to wait.
/// For one connection OnOpened, OnMessage, OnReceipt and OnClosed never overlap and come in order.
/// </summary>
internal interface IProtocolAdapter
{
    string Name { get; }

    /// <summary>Read when a connection opens.</summary>
    EndpointSettings Settings { get; }

    /// <summary>True when the path is this adapter's; asked in order of registration.</summary>
    bool TryMatch(UpgradeRequest request);

    /// <summary>Decides before the 101. The token is cancelled at the handshake timeout or when the peer goes away.</summary>
    ValueTask<UpgradeDecision> AuthorizeAsync(UpgradeRequest request, CancellationToken cancellationToken);

    void OnOpened(ClientConnection connection);

    /// <summary><paramref name="payload"/> is valid only during the call. Text has been checked to be UTF-8.</summary>
    void OnMessage(ClientConnection connection, ReadOnlyMemory<byte> payload, MessageKind kind);

    /// <summary>Once for each OnOpened. The connection is still in its rooms (<see cref="ClientConnection.GetRooms"/>), but nothing can be sent.</summary>
    void OnClosed(ClientConnection connection, CloseInfo close)
    {
    }

    /// <summary>The peer has received everything sent before <see cref="ClientConnection.RequestReceipt"/> was called with this number.</summary>
    void OnReceipt(ClientConnection connection, long receipt)
    {
    }

    /// <summary>The gateway drains: tell the client when its turn to reconnect comes. The close frame follows by itself.</summary>
    void OnDraining(ClientConnection connection, TimeSpan closesIn)
    {
    }

    /// <summary>The message as this protocol's frame; null when it has no meaning here. Called once per fan-out.</summary>
    OutboundFrame? Encode(RoomMessage message);

    /// <summary>The error frame that comes before a close decided by the core (4408, 4411 ...).</summary>
    OutboundFrame? EncodeClosing(ClientConnection connection, CloseCode code, string reason) => null;

    /// <summary>Tells a slow client how many frames it did not get.</summary>
    OutboundFrame? EncodeDropped(ClientConnection connection, long dropped) => null;

    /// <summary>Nothing waits any more for a connection that was held up: <see cref="ClientConnection.TakeHeld"/> tells in which rooms, and since when.</summary>
    void OnDrained(ClientConnection connection)
    {
    }

    /// <summary>A handler threw (already logged and counted). True: the adapter answered with an error frame and the socket stays; false: close 1011.</summary>
    bool OnHandlerException(ClientConnection connection, Exception exception) => false;
}
