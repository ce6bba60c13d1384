namespace Realtime.Auth.Tokens;

/// <summary>An error of RFC 6749, section 5.2, as a value.</summary>
internal sealed record OAuthError(string Code, string Description, int Status = StatusCodes.Status400BadRequest, TimeSpan? RetryAfter = null)
{
    public static OAuthError InvalidRequest(string description) => new("invalid_request", description);

    public static OAuthError InvalidGrant(string description) => new("invalid_grant", description);

    public static OAuthError InvalidScope(string description) => new("invalid_scope", description);

    public static OAuthError InvalidTarget(string description) => new("invalid_target", description);

    public static OAuthError UnauthorizedClient(string description) => new("unauthorized_client", description);

    public static OAuthError UnsupportedGrantType(string description) => new("unsupported_grant_type", description);

    /// <summary>One text for every cause: whether the client exists is nobody's business.</summary>
    public static OAuthError InvalidClient(TimeSpan? retryAfter = null) =>
        new("invalid_client", "Client authentication failed.", StatusCodes.Status401Unauthorized, retryAfter);

    public static OAuthError TooLarge() =>
        new("invalid_request", "The request body is too large.", StatusCodes.Status413PayloadTooLarge);

    public static OAuthError TooManyRequests(TimeSpan retryAfter) =>
        new("temporarily_unavailable", "Too many requests.", StatusCodes.Status429TooManyRequests, retryAfter);
}
