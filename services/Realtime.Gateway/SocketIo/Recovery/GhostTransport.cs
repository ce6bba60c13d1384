using Realtime.Gateway.Connections;
using Realtime.Gateway.Framing;
using Realtime.Gateway.Transport;

namespace Realtime.Gateway.SocketIo.Recovery;

/// <summary>Takes everything and sends nothing: a ghost is in its rooms only so that their messages still come to this gateway's log.</summary>
internal sealed class GhostTransport : ConnectionTransport
{
    public override int Send(ReadOnlySpan<OutboundFrame> frames, int skip)
    {
        var length = -skip;
        foreach (var frame in frames)
        {
            length += frame.Length;
        }

        return length;
    }

    public override void WantWritable()
    {
    }

    public override void ShutdownSend()
    {
    }

    public override void Abort()
    {
    }

    public override void Post(ClientConnection connection)
    {
    }
}
