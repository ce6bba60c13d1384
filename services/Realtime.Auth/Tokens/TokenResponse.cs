namespace Realtime.Auth.Tokens;

/// <summary>RFC 6749, section 5.1, and RFC 8693, section 2.2.1.</summary>
internal sealed record TokenResponse
{
    public required string AccessToken { get; init; }

    public string? IssuedTokenType { get; init; }

    public string TokenType { get; init; } = "Bearer";

    public required long ExpiresIn { get; init; }

    public required string Scope { get; init; }

    public string? RefreshToken { get; init; }
}
