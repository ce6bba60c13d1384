namespace Realtime.Auth.Clients;

internal sealed record ClientSecretView(Guid Id, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt);
