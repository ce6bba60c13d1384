using Realtime.Auth.Tokens;

namespace Realtime.Auth.Grants;

/// <summary>Tokens are for one audience. Who names another (RFC 8693 <c>audience</c>, RFC 8707 <c>resource</c>) is told so.</summary>
internal static class TargetRules
{
    public static OAuthError? Check(OAuthForm form, TokenIssuer issuer)
    {
        if (form["audience"] is { } audience && audience != issuer.Audience)
        {
            return OAuthError.InvalidTarget("The requested audience is unknown.");
        }

        return form["resource"] is { } resource && resource.TrimEnd('/') != issuer.Name
            ? OAuthError.InvalidTarget("The requested resource is unknown.")
            : null;
    }
}
