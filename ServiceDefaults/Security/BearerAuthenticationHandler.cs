using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Realtime.ServiceDefaults.Http;

namespace Realtime.ServiceDefaults.Security;

internal sealed class BearerAuthenticationHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    IAccessTokenValidator validator) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    private const string Prefix = "Bearer ";
    private AccessTokenFailure _failure;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.NoResult();
        }

        var result = await validator.ValidateAsync(header[Prefix.Length..].Trim(), Context.RequestAborted);
        if (!result.Succeeded)
        {
            _failure = result.Failure;
            return AuthenticateResult.Fail(result.Failure.ToString());
        }

        Context.Features.Set(result.Token);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(AccessTokenClaims.ToIdentity(result.Token, Scheme.Name)), Scheme.Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (_failure == AccessTokenFailure.Unavailable)
        {
            Response.Headers.RetryAfter = "1";
            return RealtimeProblems.WriteAsync(Context, StatusCodes.Status503ServiceUnavailable, "unavailable", "Tokens cannot be checked at the moment");
        }

        Response.Headers.WWWAuthenticate = _failure == AccessTokenFailure.None ? "Bearer" : "Bearer error=\"invalid_token\"";
        return RealtimeProblems.WriteAsync(Context, StatusCodes.Status401Unauthorized, "unauthorized", "Unauthorized");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        RealtimeProblems.WriteAsync(Context, StatusCodes.Status403Forbidden, "forbidden", "Insufficient permissions");
}
