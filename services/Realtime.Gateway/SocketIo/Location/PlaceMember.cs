using System.Net;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Protocol;
using Realtime.Gateway.SocketIo.Recovery;

namespace Realtime.Gateway.SocketIo.Location;

/// <summary>Makes the silent member that stands in the rooms of places.</summary>
internal sealed class PlaceMember(ConnectionCore core, IServiceProvider services)
{
    private static readonly UpgradeRequest Nobody = new("/", "", [], IPAddress.None, "");

    public ClientConnection Create()
    {
        var binding = services.GetRequiredService<ProtocolRegistry>().All.First(one => one.Adapter is PlaceAdapter);
        return new ClientConnection(core, new GhostTransport(), binding, Nobody, UpgradeDecision.Accept(), deflateWindow: 0, countedAddress: false);
    }
}
