using Realtime.Auth.Audit;
using Realtime.Auth.Clients;
using Realtime.Auth.Data;
using Realtime.Auth.Http;
using Realtime.Auth.Limits;

namespace Realtime.Auth.Tokens;

/// <summary>What the token, introspection and revocation endpoints do alike: limits, form, client, and errors as RFC 6749 writes them.</summary>
internal sealed partial class OAuthEndpoint(
    OAuthFormReader forms,
    ClientAuthenticator authenticator,
    RequestLimiter limiter,
    AuditLog audit,
    ILogger<OAuthEndpoint> logger)
{
    public async Task RunAsync(HttpContext context, Func<AuthClient, OAuthForm, CancellationToken, ValueTask<OAuthError?>> handle)
    {
        try
        {
            if (await TryRunAsync(context, handle) is { } error)
            {
                await OAuthResponses.WriteErrorAsync(context, error);
            }
        }
        catch (Exception exception) when (DatabaseFailure.IsOutage(exception) && !context.Response.HasStarted)
        {
            Log.DatabaseFailed(logger, DatabaseFailure.Describe(exception));
            await OAuthResponses.WriteErrorAsync(context, new OAuthError(
                "temporarily_unavailable", "The service is temporarily unavailable.", StatusCodes.Status503ServiceUnavailable, TimeSpan.FromSeconds(1)));
        }
    }

    private async ValueTask<OAuthError?> TryRunAsync(HttpContext context, Func<AuthClient, OAuthForm, CancellationToken, ValueTask<OAuthError?>> handle)
    {
        var address = RemoteAddress.KeyOf(context);
        if (!limiter.AllowsAddress(address, out var retryAfter))
        {
            audit.RequestRefused(context.Request.Path, null, "rate limit of the address", address);
            return OAuthError.TooManyRequests(retryAfter);
        }

        var form = await forms.ReadAsync(context);
        if (!form.Succeeded)
        {
            audit.RequestRefused(context.Request.Path, null, form.Error.Code, address);
            return form.Error;
        }

        var client = await authenticator.AuthenticateAsync(context, form.Value);
        if (!client.Succeeded)
        {
            return client.Error;
        }

        var error = await handle(client.Value, form.Value, context.RequestAborted);
        if (error is not null)
        {
            audit.RequestRefused(context.Request.Path, client.Value.ClientId, error.Code, address);
        }

        return error;
    }

    private static partial class Log
    {
        [LoggerMessage(4401, LogLevel.Warning, "The database does not answer: {Reason}.", EventName = "DatabaseFailed")]
        public static partial void DatabaseFailed(ILogger logger, string reason);
    }
}
