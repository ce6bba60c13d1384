using Realtime.Auth.Clients;
using Realtime.Auth.Grants;
using Realtime.Auth.Introspection;
using Realtime.Auth.Revocation;

namespace Realtime.Auth.Tokens;

internal static class TokenEndpoints
{
    public const string TokenPath = "/connect/token";
    public const string IntrospectionPath = "/connect/introspect";
    public const string RevocationPath = "/connect/revocation";

    public static void MapTokenEndpoints(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("tokens");
        group.MapPost(TokenPath, static (HttpContext context, OAuthEndpoint endpoint, GrantDispatcher grants) =>
            endpoint.RunAsync(context, async (client, form, cancellationToken) =>
            {
                var result = await grants.HandleAsync(client, form, cancellationToken);
                if (result.Succeeded)
                {
                    await OAuthResponses.WriteAsync(context, result.Value, TokensJsonContext.Default.TokenResponse);
                }

                return result.Error;
            })).Describe("IssueToken", "Issue a token", TokenDocumentation.Token);
        group.MapPost(IntrospectionPath, static (HttpContext context, OAuthEndpoint endpoint, TokenIntrospector introspector) =>
            endpoint.RunAsync(context, async (client, form, cancellationToken) =>
            {
                var result = await introspector.IntrospectAsync(client, form, cancellationToken);
                if (result.Succeeded)
                {
                    await OAuthResponses.WriteAsync(context, result.Value, TokensJsonContext.Default.IntrospectionResponse);
                }

                return result.Error;
            })).Describe("IntrospectToken", "Say whether a token is valid, and what it allows", TokenDocumentation.Introspection);
        group.MapPost(RevocationPath, static (HttpContext context, OAuthEndpoint endpoint, RevocationRequestHandler handler) =>
            endpoint.RunAsync(context, (client, form, cancellationToken) => RevokeAsync(context, handler, client, form, cancellationToken)))
            .Describe("RevokeToken", "Revoke a token, a sign-in or everything of a user", TokenDocumentation.Revocation);
    }

    private static async ValueTask<OAuthError?> RevokeAsync(HttpContext context, RevocationRequestHandler handler, AuthClient client, OAuthForm form, CancellationToken cancellationToken)
    {
        var error = await handler.RevokeAsync(client, form, cancellationToken);
        if (error is null)
        {
            OAuthResponses.ForbidCaching(context.Response);
        }

        return error;
    }
}
