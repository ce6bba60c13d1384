using Realtime.Auth.Audit;
using Realtime.Auth.Http;
using Realtime.Auth.Limits;
using Realtime.Auth.Tokens;

namespace Realtime.Auth.Clients;

/// <summary>Who is asking: credentials, lock-out and rate limits in one place, with one answer for every wrong credential.</summary>
internal sealed class ClientAuthenticator(
    ClientDirectory directory,
    ClientSecretHasher hasher,
    LockoutTracker lockouts,
    RequestLimiter limiter,
    AuditLog audit,
    TimeProvider time)
{
    public async ValueTask<OAuthResult<AuthClient>> AuthenticateAsync(HttpContext context, OAuthForm form)
    {
        var address = RemoteAddress.KeyOf(context);
        var read = ClientCredentialsReader.Read(context.Request, form);
        if (!read.Succeeded)
        {
            limiter.Failed(address);
            audit.AuthenticationRefused(null, "credentials missing or malformed", address);
            return read.Error;
        }

        var credentials = read.Value;
        if (lockouts.IsLocked(credentials.ClientId, out var remaining, out var isKnown))
        {
            limiter.Failed(address);
            audit.AuthenticationRefused(isKnown ? credentials.ClientId : null, "locked out", address);
            return OAuthError.InvalidClient(remaining);
        }

        var client = await directory.FindAsync(credentials.ClientId, context.RequestAborted);
        if (!await VerifyAsync(client, credentials.Secret, context.RequestAborted))
        {
            limiter.Failed(address);
            audit.AuthenticationRefused(client?.ClientId, client is null ? "unknown client" : "wrong secret", address);
            await lockouts.FailedAsync(credentials.ClientId, client is not null, context.RequestAborted);
            return OAuthError.InvalidClient();
        }

        await lockouts.SucceededAsync(client!.ClientId, context.RequestAborted);
        return limiter.AllowsClient(client, out var retryAfter) ? client : OAuthError.TooManyRequests(retryAfter);
    }

    private async ValueTask<bool> VerifyAsync(AuthClient? client, string secret, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        ClientSecret[] live = client is null ? [] : [.. client.Secrets.Where(candidate => candidate.IsLive(now))];
        return await hasher.VerifyAsync(live, secret, cancellationToken) && client!.Enabled;
    }
}
