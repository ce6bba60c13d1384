using System.Net;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Protocol;

namespace Realtime.Gateway.SocketIo.Recovery;

/// <summary>Makes silent members: connections that the hub knows by their rooms only.</summary>
internal sealed class GhostMembers(ConnectionCore core, SocketIoBinding binding)
{
    private static readonly UpgradeRequest Nobody = new("/", "", [], IPAddress.None, "");
    private static readonly UpgradeDecision Silent = UpgradeDecision.Accept();

    public ClientConnection Create() => new(core, new GhostTransport(), binding.Value, Nobody, Silent, deflateWindow: 0, countedAddress: false);
}
