using System.Buffers.Binary;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Framing;
using Realtime.Gateway.Transport;

namespace Realtime.Gateway.SocketIo.Engine;

/// <summary>
/// Carries a connection of the hub over a session that began with polling. It always takes everything; the session bounds what waits for a poll, and the
/// socket's own connection what waits for a socket.
/// </summary>
internal sealed class EngineTransport(EngineSession session) : ConnectionTransport
{
    private ClientConnection? _connection;
    private int _ended;

    public void Attach(ClientConnection connection)
    {
        _connection = connection;
        session.Ended = SessionEnded;
    }

    public override int Send(ReadOnlySpan<OutboundFrame> frames, int skip)
    {
        var sent = -skip;
        foreach (var frame in frames)
        {
            sent += frame.Length;
            if (frame.Opcode == Opcode.Close)
            {
                End(ReasonOf(frame.Payload));
            }
            else
            {
                session.Forward(frame);
            }
        }

        return sent;
    }

    public override void WantWritable()
    {
    }

    public override void ShutdownSend()
    {
    }

    public override void Abort() => End(EngineCloseReason.ServerClosed);

    public override void Post(ClientConnection connection) =>
        ThreadPool.UnsafeQueueUserWorkItem(static posted => posted.RunPosted(), connection, preferLocal: false);

    private static EngineCloseReason ReasonOf(ReadOnlySpan<byte> close) =>
        close.Length >= sizeof(ushort) && BinaryPrimitives.ReadUInt16BigEndian(close) == (ushort)CloseCode.GoingAway
            ? EngineCloseReason.Draining
            : EngineCloseReason.ServerClosed;

    // The caller holds the connection's lock.
    private void End(EngineCloseReason reason) =>
        ThreadPool.UnsafeQueueUserWorkItem(static ending => ending.Session.Close(ending.Reason), (Session: session, Reason: reason), preferLocal: false);

    private void SessionEnded()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
        {
            _connection!.OnEnd();
        }
    }
}
