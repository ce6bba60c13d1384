namespace Realtime.Auth.Data;

/// <summary>A registered OAuth client.</summary>
internal sealed class ClientEntity
{
    public required string ClientId { get; init; }

    public string? DisplayName { get; set; }

    public bool Enabled { get; set; } = true;

    /// <summary>Managed by configuration: rewritten at every start, read-only in the API.</summary>
    public bool FromConfiguration { get; set; }

    public string[] Grants { get; set; } = [];

    public string[] Scopes { get; set; } = [];

    public string[] Roles { get; set; } = [];

    /// <summary>Patterns (<c>*</c> matches anything) of the subjects for which the client may exchange tokens.</summary>
    public string[] ExchangeSubjects { get; set; } = [];

    public int? TokenLifetimeSeconds { get; set; }

    public int? RequestsPerMinute { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    public List<ClientSecretEntity> Secrets { get; init; } = [];
}
