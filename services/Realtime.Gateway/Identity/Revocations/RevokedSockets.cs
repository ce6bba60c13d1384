using Realtime.Gateway.Connections;
using Realtime.Gateway.Hub;

namespace Realtime.Gateway.Identity.Revocations;

/// <summary>Closes the live sockets that a revocation concerns.</summary>
internal sealed class RevokedSockets(ConnectionHub hub, RevocationList list)
{
    // Not all identities are known to the hub as users, so even a subject is looked for everywhere.
    public void Close()
    {
        Func<ConnectionIdentity, bool> isRevoked = list.IsRevoked;
        foreach (var connection in hub.Connections)
        {
            if (connection.HasIdentity(isRevoked))
            {
                connection.Close(CloseCode.Unauthenticated, "Token revoked");
            }
        }
    }
}
