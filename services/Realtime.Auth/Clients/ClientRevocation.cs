namespace Realtime.Auth.Clients;

/// <summary>The end of everything that was issued to a client until <paramref name="RevokedAt"/>, by a change that counts as made at <paramref name="ChangedAt"/>.</summary>
internal sealed record ClientRevocation(string ClientId, DateTimeOffset ChangedAt, DateTimeOffset RevokedAt, DateTimeOffset ExpiresAt);
