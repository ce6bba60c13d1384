using Realtime.Gateway.Connections;
using Realtime.Gateway.Framing;

namespace Realtime.Gateway.Transport;

/// <summary>
/// What a connection needs of the thing that carries its bytes. Send, WantWritable and Shutdown are called under the connection's lock and never block;
/// the transport calls the connection back (OnReceived, OnWritable, OnEnd, RunPosted) one at a time.
/// </summary>
internal abstract class ConnectionTransport
{
    /// <summary>The peer is gone.</summary>
    public const int Gone = -1;

    /// <summary>Sends what fits now, starting <paramref name="skip"/> bytes into the first frame. Returns the bytes taken, 0 when it would block, or <see cref="Gone"/>.</summary>
    public abstract int Send(ReadOnlySpan<OutboundFrame> frames, int skip);

    /// <summary>Asks for one OnWritable.</summary>
    public abstract void WantWritable();

    /// <summary>Nothing more will be sent; what the peer still sends is read and dropped until it ends.</summary>
    public abstract void ShutdownSend();

    /// <summary>Ends the connection at once; OnEnd follows. Callable from any thread, more than once.</summary>
    public abstract void Abort();

    /// <summary>Asks for one <see cref="ClientConnection.RunPosted"/> between the other callbacks.</summary>
    public abstract void Post(ClientConnection connection);
}
