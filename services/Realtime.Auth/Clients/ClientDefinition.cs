namespace Realtime.Auth.Clients;

/// <summary>The settings of a client, from the API or from configuration. Settable, because the JSON generator forgets the defaults of init-only members.</summary>
internal sealed record ClientDefinition
{
    public string? ClientId { get; set; }

    public string? DisplayName { get; set; }

    public bool Enabled { get; set; } = true;

    public string[] Grants { get; set; } = [];

    public string[] Scopes { get; set; } = [];

    public string[] Roles { get; set; } = [];

    public string[] ExchangeSubjects { get; set; } = [];

    public int? TokenLifetimeSeconds { get; set; }

    public int? RequestsPerMinute { get; set; }
}
