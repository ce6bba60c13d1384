using Realtime.Gateway.Protocol;
using Realtime.Gateway.SocketIo.Recovery;

namespace Realtime.Gateway.SocketIo.Rooms;

/// <summary>Socket.IO's form of the messages of some rooms.</summary>
internal interface IRoomEvents
{
    bool Matches(RoomMessage message);

    /// <summary>None when the message means nothing to Socket.IO clients.</summary>
    IReadOnlyList<KeptEvent> Read(RoomMessage message);
}
