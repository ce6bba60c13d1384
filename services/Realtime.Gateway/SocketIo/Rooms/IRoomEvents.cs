using Realtime.Gateway.Framing;
using Realtime.Gateway.Protocol;

namespace Realtime.Gateway.SocketIo.Rooms;

/// <summary>Socket.IO's form of the messages of some rooms.</summary>
internal interface IRoomEvents
{
    bool Matches(RoomMessage message);

    /// <summary>Null when the message means nothing to Socket.IO clients.</summary>
    OutboundFrame? Encode(RoomMessage message);
}
