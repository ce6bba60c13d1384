using Realtime.Gateway.Identity;
using Realtime.Gateway.Identity.Revocations;
using Realtime.Gateway.SocketIo.Sessions;
using Realtime.ServiceDefaults.Flags;

namespace Realtime.Gateway.SocketIo.Namespaces;

/// <summary>Who may connect to a guarded namespace, and go on sending.</summary>
internal sealed class SocketGuard(ConnectionAuthenticator authenticator, RevocationList revocations, IFeatureFlags flags, TimeProvider time)
{
    private const string Refusal = "unauthorized";
    private const string Unavailable = "unavailable";

    /// <summary>A token from the CONNECT payload, else from the handshake's query, else from its Authorization header.</summary>
    public async ValueTask<string?> AuthorizeAsync(SocketIoSocket socket, ConnectAuth auth)
    {
        var token = auth.Token ?? socket.Session.Handshake.QueryToken ?? socket.Session.Handshake.BearerToken;
        if (string.IsNullOrEmpty(token))
        {
            return Refusal;
        }

        var outcome = await authenticator.AuthenticateAsync(token, CancellationToken.None);
        if (outcome.Identity is { } identity && !flags.IsEnabled(FeatureFlagNames.SocketIo, identity.UserId))
        {
            return Unavailable;
        }

        socket.Identity = outcome.Identity;
        return outcome.Succeeded ? null : Refusal;
    }

    /// <summary>Null while the socket's token holds.</summary>
    public SocketFailure? Check(SocketIoSocket socket)
    {
        if (socket.Identity is not { } identity || revocations.IsRevoked(identity))
        {
            return SocketFailure.Unauthorized;
        }

        return identity.ExpiresAt is { } expiry && expiry <= time.GetUtcNow() ? SocketFailure.TokenExpired : null;
    }
}
