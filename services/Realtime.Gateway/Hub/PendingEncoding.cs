using System.Runtime.InteropServices;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Framing;

namespace Realtime.Gateway.Hub;

/// <summary>The publications of a burst to one group in one protocol.</summary>
internal sealed class PendingEncoding
{
    private readonly List<PendingFrame> _frames = [];
    private readonly List<ClientConnection> _excluded = [];
    private OutboundFrame? _joined;
    private bool _apart;
    private int _bytes;

    public int Bytes => _bytes;

    public int Count => _frames.Count;

    public void Add(in PendingFrame pending)
    {
        _frames.Add(pending);
        _bytes += pending.Frame.Length;
        _apart |= pending.ExcludeUser is not null || pending.ConflationKey is not null;
        if (pending.ExcludeConnection is { } excluded && !_excluded.Contains(excluded))
        {
            _excluded.Add(excluded);
        }
    }

    /// <summary>Sends what is for this connection: all of it as one run of bytes where possible.</summary>
    public int SendTo(ClientConnection connection)
    {
        if (_frames.Count == 0)
        {
            return 0;
        }

        if (_apart || connection.SendsDeflated(_frames) || (_excluded.Count > 0 && _excluded.Contains(connection)))
        {
            return SendApart(connection);
        }

        var frame = _frames.Count == 1 ? _frames[0].Frame : _joined ??= Join();
        connection.SendNow(frame);
        return frame.Messages;
    }

    public void Clear()
    {
        foreach (var pending in _frames)
        {
            pending.Frame.Release();
        }

        _frames.Clear();
        _excluded.Clear();
        _joined?.Release();
        _joined = null;
        _apart = false;
        _bytes = 0;
    }

    private int SendApart(ClientConnection connection)
    {
        var sent = 0;
        foreach (ref readonly var pending in CollectionsMarshal.AsSpan(_frames))
        {
            if (pending.IsFor(connection))
            {
                connection.TrySend(pending.Frame, pending.ConflationKey);
                sent += pending.Frame.Messages;
            }
        }

        return sent;
    }

    private OutboundFrame Join()
    {
        var frames = new OutboundFrame[_frames.Count];
        for (var i = 0; i < frames.Length; i++)
        {
            frames[i] = _frames[i].Frame;
        }

        return OutboundFrame.Join(frames);
    }
}
