using System.Net;
using Realtime.Gateway.Hub;
using Realtime.Gateway.Identity;
using Realtime.Gateway.Protocol;
using Realtime.Gateway.Transport;

namespace Realtime.Gateway.Connections;

/// <summary>
/// One client's socket after the upgrade, whatever carries it. Sending is safe from any thread and never blocks; its lock is the transport object.
/// This part holds identity and state; sending, receiving, closing and timing stand in files of their own.
/// </summary>
internal sealed partial class ClientConnection
{
    private readonly ConnectionCore _core;
    private readonly ConnectionTransport _transport;
    private readonly EndpointSettings _settings;
    private readonly long _connectedTicks;
    private readonly bool _countedAddress;
    private volatile ConnectionState _state;

    public ClientConnection(ConnectionCore core, ConnectionTransport transport, ProtocolBinding binding, UpgradeRequest request, UpgradeDecision decision, int deflateWindow, bool countedAddress)
    {
        _core = core;
        _transport = transport;
        _settings = decision.Settings ?? binding.Adapter.Settings;
        _countedAddress = countedAddress;
        _deflateWindow = deflateWindow;
        Binding = binding;
        Handle = core.Hub.NextHandle();
        State = decision.State;
        Identity = decision.Identity;
        Subprotocol = decision.Subprotocol;
        RemoteAddress = request.RemoteAddress;
        RequestId = request.RequestId;
        _connectedTicks = core.Clock.Time.GetUtcNow().UtcTicks;
        _lastReceived = _lastPing = core.Clock.Now;
    }

    /// <summary>Unique in the cluster.</summary>
    public ulong Handle { get; }

    /// <summary>The handle as short text. Made when asked for: parked connections do not hold it.</summary>
    public string Id => ConnectionId.Format(Handle);

    public IProtocolAdapter Protocol => Binding.Adapter;

    public EndpointSettings Settings => _settings;

    /// <summary>The adapter's own.</summary>
    public object? State { get; set; }

    public ConnectionIdentity? Identity { get; set; }

    public string? Subprotocol { get; }

    public IPAddress RemoteAddress { get; }

    public string RequestId { get; }

    public DateTimeOffset ConnectedAt => new(_connectedTicks, TimeSpan.Zero);

    public bool IsOpen => _state == ConnectionState.Open;

    /// <summary>The user the hub knows this connection under, or null.</summary>
    public string? UserId => UserMembership?.Group.Name;

    /// <summary>Rooms joined; a copy.</summary>
    public IReadOnlyList<string> GetRooms() => ConnectionHub.RoomsOf(this);

    public int RoomCount { get; internal set; }

    public bool IsIn(string room) => ConnectionHub.IsIn(this, room);

    internal ProtocolBinding Binding { get; }

    /// <summary>Guarded by the hub through <see cref="HubGate"/>.</summary>
    internal Membership? FirstRoom { get; set; }

    internal Membership? UserMembership { get; set; }

    internal Membership? AllMembership { get; set; }

    internal bool HubClosed { get; set; }

    /// <summary>Serialises joins and leaves of this connection; never held together with a send.</summary>
    internal object HubGate => this;

    public override string ToString() => Id;
}
