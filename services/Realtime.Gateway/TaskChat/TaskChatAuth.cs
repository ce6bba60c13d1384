using Realtime.Gateway.Identity;
using Realtime.Gateway.Protocol;

namespace Realtime.Gateway.TaskChat;

/// <summary>
/// A Bearer token, or the three fields that clients of the original send, each as a header or in the query: <c>access-token</c> then holds a token of ours,
/// <c>uid</c> must be its subject, and <c>client</c> only has to be there.
/// </summary>
internal static class TaskChatAuth
{
    private static readonly AuthenticationOutcome Refused = new(null, "Unauthorized");

    public static async ValueTask<AuthenticationOutcome> AuthenticateAsync(UpgradeRequest request, ConnectionAuthenticator authenticator, CancellationToken cancellationToken)
    {
        if (TokenSources.Bearer(request) is { } bearer)
        {
            return await authenticator.AuthenticateAsync(bearer, cancellationToken);
        }

        if (Field(request, "access-token") is not { } token || Field(request, "uid") is not { } uid || Field(request, "client") is null)
        {
            return Refused;
        }

        var outcome = await authenticator.AuthenticateAsync(token, cancellationToken);
        return outcome.Unavailable || outcome.Identity?.UserId == uid ? outcome : Refused;
    }

    private static string? Field(UpgradeRequest request, string name) =>
        request.GetHeader(name) is { Length: > 0 } header ? header : request.GetQuery(name) is { Length: > 0 } query ? query : null;
}
