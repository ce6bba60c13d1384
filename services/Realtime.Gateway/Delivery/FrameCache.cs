using Realtime.Gateway.Connections;
using Realtime.Gateway.Framing;
using Realtime.Gateway.Protocol;

namespace Realtime.Gateway.Delivery;

/// <summary>The frames of one message, encoded once per protocol.</summary>
internal sealed class FrameCache(RoomMessage message)
{
    private readonly Dictionary<IProtocolAdapter, OutboundFrame?> _frames = [];

    /// <summary>The frame for the connection's protocol; null when the message has no meaning there.</summary>
    public OutboundFrame? For(ClientConnection connection)
    {
        if (!_frames.TryGetValue(connection.Protocol, out var frame))
        {
            _frames.Add(connection.Protocol, frame = connection.Protocol.Encode(message));
        }

        return frame;
    }

    public void Release()
    {
        foreach (var frame in _frames.Values)
        {
            frame?.Release();
        }

        _frames.Clear();
    }
}
