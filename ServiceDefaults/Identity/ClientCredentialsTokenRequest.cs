namespace Realtime.ServiceDefaults.Identity;

public class ClientCredentialsTokenRequest : TokenRequest
{
    public string? Scope { get; set; }
}
