namespace Realtime.Auth.Clients;

internal sealed record ClientSecret(Guid Id, string Hash, DateTimeOffset? ExpiresAt)
{
    public bool IsLive(DateTimeOffset now) => ExpiresAt is null || ExpiresAt > now;
}
