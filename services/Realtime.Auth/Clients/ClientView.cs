using Realtime.Auth.Data;

namespace Realtime.Auth.Clients;

/// <summary>A client as the API shows it: never with a secret.</summary>
internal sealed record ClientView
{
    public required string ClientId { get; init; }

    public string? DisplayName { get; init; }

    public required bool Enabled { get; init; }

    public required bool FromConfiguration { get; init; }

    public required string[] Grants { get; init; }

    public required string[] Scopes { get; init; }

    public required string[] Roles { get; init; }

    public required string[] ExchangeSubjects { get; init; }

    public int? TokenLifetimeSeconds { get; init; }

    public int? RequestsPerMinute { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required IReadOnlyList<ClientSecretView> Secrets { get; init; }

    public static ClientView From(ClientEntity row) => new()
    {
        ClientId = row.ClientId,
        DisplayName = row.DisplayName,
        Enabled = row.Enabled,
        FromConfiguration = row.FromConfiguration,
        Grants = row.Grants,
        Scopes = row.Scopes,
        Roles = row.Roles,
        ExchangeSubjects = row.ExchangeSubjects,
        TokenLifetimeSeconds = row.TokenLifetimeSeconds,
        RequestsPerMinute = row.RequestsPerMinute,
        CreatedAt = row.CreatedAt,
        UpdatedAt = row.UpdatedAt,
        Secrets = [.. row.Secrets.OrderBy(secret => secret.CreatedAt).Select(secret => new ClientSecretView(secret.Id, secret.CreatedAt, secret.ExpiresAt))],
    };
}
