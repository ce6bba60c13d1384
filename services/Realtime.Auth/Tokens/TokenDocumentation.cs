using Realtime.Auth.Introspection;
using Realtime.ServiceDefaults.ApiDocument;

namespace Realtime.Auth.Tokens;

/// <summary>What the API description says about the OAuth endpoints, which read their forms by hand.</summary>
internal static class TokenDocumentation
{
    private const string AccessToken = "eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl";
    private const string Session = "0197a1c2d3e4f5";

    public static void Token(ApiOperation operation) => Errors(operation)
        .Description("RFC 6749 (client_credentials, refresh_token) and RFC 8693 (token exchange): a backend trades its own token for one of its user's.")
        .TakesForm(
            new("grant_type", "client_credentials, refresh_token or urn:ietf:params:oauth:grant-type:token-exchange.", "urn:ietf:params:oauth:grant-type:token-exchange", Required: true),
            new("scope", "Scopes separated by blanks; without it all of the client, or realtime.connect in an exchange.", "realtime.connect"),
            new("refresh_token", "With refresh_token."),
            new("subject_token", "In an exchange: the client's own access token.", AccessToken),
            new("subject_token_type", "In an exchange: urn:ietf:params:oauth:token-type:access_token.", "urn:ietf:params:oauth:token-type:access_token"),
            new("requested_subject", "In an exchange: the user's id.", "ada"),
            new("cap", "In an exchange: JSON object from room patterns to lists of subscribe, publish, presence, history.", "{\"chat:*\":[\"subscribe\",\"publish\"]}"),
            new("tenant", "In an exchange: a text for your own use, in the token."),
            new("requested_roles", "In an exchange: roles separated by blanks, of those that the client holds."),
            new("lifetime", "Seconds; cut at the client's and the server's maximum.", "600"),
            new("client_id", "Instead of HTTP Basic."),
            new("client_secret", "Instead of HTTP Basic."))
        .Returns("The token.", new TokenResponse { AccessToken = AccessToken, IssuedTokenType = "urn:ietf:params:oauth:token-type:access_token", ExpiresIn = 600, Scope = "realtime.connect" })
        .FailsWith(400, "invalid_request", new OAuthErrorResponse("invalid_request", "grant_type is missing."))
        .FailsWith(400, "invalid_grant", new OAuthErrorResponse("invalid_grant", "The refresh token is invalid, expired or revoked."))
        .FailsWith(400, "invalid_scope", new OAuthErrorResponse("invalid_scope", "A requested scope is unknown, or not granted to this client."));

    public static void Introspection(ApiOperation operation) => Errors(operation)
        .Description("RFC 7662. A client sees its own tokens; one with realtime.admin or realtime.read sees all. Anything else is inactive.")
        .TakesForm(
            new("token", "An access or refresh token.", AccessToken, Required: true),
            new("client_id", "Instead of HTTP Basic."),
            new("client_secret", "Instead of HTTP Basic."))
        .Returns("The token.", new IntrospectionResponse
        {
            Active = true,
            Scope = "realtime.connect",
            ClientId = "shop",
            TokenType = "Bearer",
            Exp = 1_772_370_000,
            Iat = 1_772_366_400,
            Sub = "ada",
            Aud = "realtime",
            Iss = "https://realtime.example.org",
            Jti = "0197a1c2d3e4f5a6",
            Sid = Session,
        })
        .FailsWith(400, "invalid_request", new OAuthErrorResponse("invalid_request", "token is missing."));

    public static void Revocation(ApiOperation operation) => Errors(operation)
        .Description("RFC 7009, and beyond it session_id and subject: exactly one of the three. Sockets that are open with what is revoked close with 4401.")
        .TakesForm(
            new("token", "An access token; or a refresh token, with its whole sign-in."),
            new("session_id", "A sign-in, the claim sid."),
            new("subject", "A user: everything issued to him until now.", "ada"),
            new("client_id", "Instead of HTTP Basic."),
            new("client_secret", "Instead of HTTP Basic."))
        .ReturnsNothing("It is revoked, or was not valid any more.", StatusCodes.Status200OK)
        .FailsWith(400, "invalid_request", new OAuthErrorResponse("invalid_request", "Exactly one of token, session_id and subject is required."));

    private static ApiOperation Errors(ApiOperation operation) => operation
        .Secured(ApiSecuritySchemes.Client)
        .FailsWith(401, "invalid_client", new OAuthErrorResponse("invalid_client", "Client authentication failed."))
        .FailsWith(413, "invalid_request", new OAuthErrorResponse("invalid_request", "The request body is too large."))
        .FailsWith(429, "temporarily_unavailable", new OAuthErrorResponse("temporarily_unavailable", "Too many requests."))
        .FailsWith(503, "temporarily_unavailable", new OAuthErrorResponse("temporarily_unavailable", "The service is temporarily unavailable."));
}
