using Realtime.Gateway.Framing;
using Realtime.Gateway.Hub;

namespace Realtime.Gateway.Connections;

/// <summary>
/// Ending. Logically a connection ends when either side decides so: the adapter's OnClosed follows at once, between its other calls.
/// The socket lives on until the close handshake is through, or its time is over.
/// </summary>
internal sealed partial class ClientConnection
{
    private const int LingerMilliseconds = 1000;

    private CloseInfo? _closeInfo;
    private bool _peerClosed;
    private bool _failed;
    private bool _sendShut;
    private bool _closedReported;

    /// <summary>Sends the last frame and a close frame; nothing after them. Callable from any thread; the first close wins.</summary>
    public bool Close(CloseCode code, string reason, OutboundFrame? last = null)
    {
        lock (_transport)
        {
            return CloseLocked(code, reason, last, byPeer: false);
        }
    }

    /// <summary>Cuts the connection without a close frame.</summary>
    public void Abort()
    {
        lock (_transport)
        {
            if (_state == ConnectionState.Open)
            {
                _state = ConnectionState.Closing;
                _closeInfo = new CloseInfo(CloseCode.Abnormal, "Aborted", ByPeer: false);
            }

            _queue.Clear();
            _transport.Abort();
        }
    }

    /// <summary>The transport has ended, by whomever. Called once.</summary>
    internal void OnEnd()
    {
        lock (_transport)
        {
            if (_state == ConnectionState.Open)
            {
                _closeInfo = new CloseInfo(CloseCode.Abnormal, "Connection lost", ByPeer: true);
            }

            _state = ConnectionState.Closed;
            _queue.Clear();
        }

        _core.Wheel.Schedule(this, -1);
        ReleaseAssembly();
        ReportClosed();
        _core.Hub.Forget(this);
        if (_countedAddress)
        {
            _core.Addresses.Release(RemoteAddress);
        }
    }

    /// <summary>Runs between the transport's other calls, after <see cref="Transport.ConnectionTransport.Post"/>.</summary>
    internal void RunPosted()
    {
        if (_state != ConnectionState.Open)
        {
            ReportClosed();
        }
    }

    private bool CloseLocked(CloseCode code, string reason, OutboundFrame? last, bool byPeer)
    {
        if (_state != ConnectionState.Open)
        {
            return false;
        }

        _closeInfo = new CloseInfo(code, reason, byPeer);
        if (code == CloseCode.TooSlow)
        {
            _queue.ClearUnsent();
        }

        var explanation = last ?? (byPeer ? null : EncodeClosing(code, reason));
        if (explanation is not null)
        {
            _queue.Enqueue(explanation);
            if (!ReferenceEquals(explanation, last))
            {
                explanation.Release();
            }
        }

        _state = ConnectionState.Closing;
        using (var close = OutboundFrame.Close(code, byPeer ? "" : reason))
        {
            _queue.Enqueue(close);
        }

        _core.Wheel.Schedule(this, _core.Clock.Now + (long)_settings.CloseTimeout.TotalMilliseconds);
        _transport.Post(this);
        if (Burst.Current is { } burst)
        {
            if (!_dirty)
            {
                _dirty = true;
                burst.MarkDirty(this);
            }
        }
        else
        {
            Flush();
        }

        return true;
    }

    private OutboundFrame? EncodeClosing(CloseCode code, string reason)
    {
        try
        {
            return Protocol.EncodeClosing(this, code, reason);
        }
        catch (Exception exception)
        {
            Log.HandlerFailed(_core.Logger, exception, Protocol.Name, Id);
            return null;
        }
    }

    /// <summary>Everything up to the close frame is with the kernel.</summary>
    private void AfterCloseSent()
    {
        if ((_peerClosed || _failed) && !_sendShut)
        {
            _sendShut = true;
            _transport.ShutdownSend();
            _core.Wheel.Schedule(this, _core.Clock.Now + LingerMilliseconds);
        }
    }

    private void ReportClosed()
    {
        if (_closedReported)
        {
            return;
        }

        _closedReported = true;
        var close = _closeInfo ?? new CloseInfo(CloseCode.Abnormal, "", ByPeer: true);
        _core.Counters.Closed(close, Protocol.Name, _core.Clock.Time.GetUtcNow() - ConnectedAt);
        if (_core.Logger.IsEnabled(LogLevel.Debug))
        {
            Log.Ended(_core.Logger, Id, Identity?.UserId, (int)close.Code, close.ByPeer, RequestId);
        }

        if (_opened)
        {
            try
            {
                Protocol.OnClosed(this, close);
            }
            catch (Exception exception)
            {
                _core.Counters.HandlerFault();
                Log.HandlerFailed(_core.Logger, exception, Protocol.Name, Id);
            }
        }

        _core.Hub.Remove(this, close);
    }
}
