namespace Realtime.ServiceDefaults.Identity;

public class TokenExchangeTokenRequest : TokenRequest
{
    public string SubjectToken { get; set; } = "";

    public string SubjectTokenType { get; set; } = OidcConstants.TokenTypeIdentifiers.AccessToken;

    public string? Scope { get; set; }

    public string? Audience { get; set; }

    public string? Resource { get; set; }

    public string? RequestedTokenType { get; set; }
}
