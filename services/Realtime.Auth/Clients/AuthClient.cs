using System.Collections.Frozen;
using Realtime.Auth.Data;

namespace Realtime.Auth.Clients;

/// <summary>A client as requests see it: immutable, shared by all of them.</summary>
internal sealed record AuthClient
{
    public required string ClientId { get; init; }

    public required bool Enabled { get; init; }

    public required FrozenSet<string> Grants { get; init; }

    public required FrozenSet<string> Scopes { get; init; }

    public required FrozenSet<string> Roles { get; init; }

    public required IReadOnlyList<string> ExchangeSubjects { get; init; }

    public required TimeSpan? TokenLifetime { get; init; }

    public required int? RequestsPerMinute { get; init; }

    public required IReadOnlyList<ClientSecret> Secrets { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    public static AuthClient From(ClientEntity row) => new()
    {
        ClientId = row.ClientId,
        Enabled = row.Enabled,
        Grants = row.Grants.ToFrozenSet(StringComparer.Ordinal),
        Scopes = row.Scopes.ToFrozenSet(StringComparer.Ordinal),
        Roles = row.Roles.ToFrozenSet(StringComparer.Ordinal),
        ExchangeSubjects = row.ExchangeSubjects,
        TokenLifetime = row.TokenLifetimeSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        RequestsPerMinute = row.RequestsPerMinute,
        Secrets = [.. row.Secrets.Select(secret => new ClientSecret(secret.Id, secret.Hash, secret.ExpiresAt))],
        ChangedAt = row.UpdatedAt,
    };

    public bool MayExchangeFor(string subject) => Grants.Contains(GrantTypes.TokenExchange) && ExchangeSubjects.Any(pattern => SubjectPattern.Matches(pattern, subject));
}
