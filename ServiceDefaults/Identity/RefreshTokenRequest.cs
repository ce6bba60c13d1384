namespace Realtime.ServiceDefaults.Identity;

public class RefreshTokenRequest : TokenRequest
{
    public string RefreshToken { get; set; } = "";

    public string? Scope { get; set; }
}
