using Realtime.Contracts.Events;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Hub;

namespace Realtime.Gateway.Identity.Revocations;

/// <summary>Closes the live sockets that a revocation concerns.</summary>
internal sealed class RevokedSockets(ConnectionHub hub, RevocationList list)
{
    public void Close(TokenRevoked revocation)
    {
        var concerned = revocation.Subject is { } subject ? hub.GetUserConnections(subject) : hub.Connections;
        foreach (var connection in concerned)
        {
            if (connection.Identity is { } identity && list.IsRevoked(identity))
            {
                connection.Close(CloseCode.Unauthenticated, "Token revoked");
            }
        }
    }
}
