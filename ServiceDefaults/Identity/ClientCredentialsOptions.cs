namespace Realtime.ServiceDefaults.Identity;

/// <summary>The client as which a service calls others.</summary>
public sealed class ClientCredentialsOptions
{
    public string TokenEndpoint { get; set; } = "http://auth/connect/token";

    public string ClientId { get; set; } = "";

    public string ClientSecret { get; set; } = "";

    public string? Scope { get; set; }

    /// <summary>A token is replaced this long before it expires.</summary>
    public TimeSpan RenewBefore { get; set; } = TimeSpan.FromMinutes(1);
}
