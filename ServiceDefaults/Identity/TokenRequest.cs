namespace Realtime.ServiceDefaults.Identity;

/// <summary>What every token request carries; names as in Duende.IdentityModel.</summary>
public class TokenRequest
{
    public string? Address { get; set; }

    public string ClientId { get; set; } = "";

    public string? ClientSecret { get; set; }

    public ICollection<KeyValuePair<string, string>> Parameters { get; } = [];
}
