namespace Realtime.Auth.Clients;

/// <summary>The settings of a client, from the API or from configuration.</summary>
internal sealed record ClientDefinition
{
    public string? ClientId { get; init; }

    public string? DisplayName { get; init; }

    public bool Enabled { get; init; } = true;

    public string[] Grants { get; init; } = [];

    public string[] Scopes { get; init; } = [];

    public string[] Roles { get; init; } = [];

    public string[] ExchangeSubjects { get; init; } = [];

    public int? TokenLifetimeSeconds { get; init; }

    public int? RequestsPerMinute { get; init; }
}
