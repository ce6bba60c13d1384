using Realtime.Auth.Configuration;
using Realtime.Auth.Data;

namespace Realtime.Auth.Clients;

internal static class ClientMapping
{
    public static void Apply(ClientDefinition definition, ClientEntity row, DateTimeOffset now)
    {
        row.DisplayName = definition.DisplayName;
        row.Enabled = definition.Enabled;
        row.Grants = definition.Grants;
        row.Scopes = definition.Scopes;
        row.Roles = definition.Roles;
        row.ExchangeSubjects = definition.ExchangeSubjects;
        row.TokenLifetimeSeconds = definition.TokenLifetimeSeconds;
        row.RequestsPerMinute = definition.RequestsPerMinute;
        row.UpdatedAt = now;
    }

    public static ClientDefinition ToDefinition(this ConfiguredClient client, string clientId) => new()
    {
        ClientId = clientId,
        DisplayName = client.DisplayName,
        Grants = client.Grants,
        Scopes = client.Scopes,
        Roles = client.Roles,
        ExchangeSubjects = client.ExchangeSubjects,
        TokenLifetimeSeconds = client.TokenLifetime is { } lifetime ? (int)lifetime.TotalSeconds : null,
        RequestsPerMinute = client.RequestsPerMinute,
    };
}
