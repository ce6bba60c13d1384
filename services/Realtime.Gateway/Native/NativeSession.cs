using Realtime.Gateway.Connections;
using Realtime.Gateway.Delivery;
using Realtime.Gateway.Framing;
using Realtime.Gateway.Identity;
using Realtime.Gateway.Identity.Expiry;
using Realtime.Gateway.Limits;
using Realtime.Gateway.Management.Stats;
using Realtime.Gateway.Presence;

namespace Realtime.Gateway.Native;

/// <summary>What a native connection holds beside its socket. The frames of one connection are handled one after the other.</summary>
internal sealed class NativeSession(NativeRuntime runtime) : IDeadline, IDurableReceiver, IDeviceState, ILimitedSession
{
    /// <summary>Used by the dispatcher for this connection only.</summary>
    public ConnectionLimits Limits;

    private RoomRights _rights = RoomRights.Unnarrowed;

    /// <summary>Set before the first frame.</summary>
    public ClientConnection Connection { get; private set; } = null!;

    /// <summary>The client speaks <c>realtime.v1</c>: it is welcomed and acknowledges durable messages itself.</summary>
    public bool AcknowledgesExplicitly { get; init; }

    public bool IsReceivedWhenWritten { get; init; }

    /// <summary>What the client calls itself.</summary>
    public string? Device { get; init; }

    public string? DeviceId { get; init; }

    public ConnectionIdentity? Identity { get; private set; }

    /// <summary>The user; only for handlers that need an identity.</summary>
    public string UserId => Identity?.UserId ?? throw new InvalidOperationException("The connection has no identity.");

    public InboxDrain? Drain { get; set; }

    public ReceiptLedger? Receipts { get; set; }

    public WrittenLedger? Written { get; set; }

    public bool IsLimiterActive => runtime.IsRecent(Limits.FullAt);

    public bool HasErrors => Limits.Errors > 0;

    public FrameGate Gate { get; } = new();

    long IDeadline.DueTick { get; set; }

    /// <summary>Whether the client was told that its session ends soon.</summary>
    public bool ExpiryTold { get; set; }

    public void Open(ClientConnection connection) => Connection = connection;

    public void Become(ConnectionIdentity identity)
    {
        Identity = identity;
        Connection.Identity = identity;
        _rights = RoomRights.From(identity.Capabilities);
        ExpiryTold = false;
    }

    /// <summary>Whether the token has a <c>cap</c> claim, and so reaches only what that names.</summary>
    public bool IsNarrowed => _rights.IsNarrowed;

    /// <summary>Whether namespace and token allow something in a room.</summary>
    public bool Allows(string room, RoomRight right) => _rights.Allows(room, right, runtime.GrantRequired(room, right));

    /// <summary>Whether a direct message to a user is allowed; one's own inbox always is.</summary>
    public bool AllowsDirect(string user) => user == UserId || _rights.Allows(user, RoomRight.Direct, runtime.DirectNeedsGrant);

    /// <summary>Counts an error, from whatever thread it was found on; true when there were too many.</summary>
    public bool CountError(RateLimits limits)
    {
        lock (Gate)
        {
            return Limits.CountError(limits);
        }
    }

    public void Send(OutboundFrame frame)
    {
        using (frame)
        {
            Connection.TrySend(frame);
        }
    }

    /// <summary>Answers with an error frame and counts it; too many end the connection.</summary>
    public void Fail(string code, string message, string? replyTo, string? details = null) => runtime.Fail(this, code, message, replyTo, details);

    /// <summary>Acknowledges a request about a room.</summary>
    public void Acknowledge(string replyTo, string room) =>
        Send(runtime.Frames.Ack(replyTo, room, static (json, name) => json.WriteString("room"u8, name)));

    /// <summary>Sends an error frame that says why, and closes.</summary>
    public void Close(CloseCode closeCode, string code, string message)
    {
        using var frame = runtime.Frames.Error(code, message, null);
        Connection.Close(closeCode, message, frame);
    }

    /// <summary>Looks after work that goes on when the handler has returned.</summary>
    public void Run(string? replyTo, Task work)
    {
        if (!work.IsCompletedSuccessfully)
        {
            _ = runtime.ObserveAsync(this, replyTo, work);
        }
    }

    void IDeadline.OnDue() => runtime.OnDeadline(this);
}
