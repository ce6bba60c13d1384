using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Realtime.Auth.Audit;
using Realtime.Auth.Configuration;
using Realtime.Auth.Data;
using Realtime.Auth.Revocation;

namespace Realtime.Auth.Clients;

/// <summary>Ends what was issued to a client, its own tokens and its users', in the transaction of the change that takes the right to it away.</summary>
internal sealed class ClientTokens(RevocationCache cache, AuditLog audit, IOptions<AuthOptions> options)
{
    /// <summary>Whether the change takes users from a client for whom it holds tokens.</summary>
    public static bool LosesUsers(ClientEntity before, ClientDefinition after) =>
        before.Grants.Contains(GrantTypes.TokenExchange)
        && before.ExchangeSubjects.Any(pattern => !after.Grants.Contains(GrantTypes.TokenExchange) || !after.ExchangeSubjects.Any(kept => SubjectPattern.Matches(kept, pattern)));

    /// <summary>Ends the access tokens; sign-ins go on as far as the client may still refresh them.</summary>
    public async Task<ClientRevocation> EndAsync(AuthDbContext context, string clientId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Other replicas may go on with the client as it was for this long: what they issue meanwhile ends with the rest.
        var revokedAt = now + options.Value.ClientCacheDuration;
        var target = new RevocationTarget(RevocationKind.Client, clientId, revokedAt + options.Value.MaxAccessTokenLifetime);
        var added = await RevocationStore.AddAsync(context, target, revokedAt, cancellationToken);
        return new ClientRevocation(clientId, added.RevokedAt - options.Value.ClientCacheDuration, added.RevokedAt, added.ExpiresAt);
    }

    /// <summary>Ends the access tokens and the sign-ins.</summary>
    public async Task<ClientRevocation> EndWithSignInsAsync(AuthDbContext context, string clientId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Sign-ins that are being written hold the row: they are seen below. Those after them find what the caller makes of it.
        await context.Database.ExecuteSqlAsync($"SELECT 1 FROM clients WHERE client_id = {clientId} FOR UPDATE", cancellationToken);
        await context.RefreshFamilies
            .Where(family => family.ClientId == clientId && family.RevokedAt == null)
            .ExecuteUpdateAsync(family => family.SetProperty(row => row.RevokedAt, now), cancellationToken);
        return await EndAsync(context, clientId, now, cancellationToken);
    }

    /// <summary>What has been committed holds on this replica at once.</summary>
    public void Committed(ClientRevocation revocation, string reason)
    {
        cache.Add(RevocationKind.Client, revocation.ClientId, revocation.RevokedAt, revocation.ExpiresAt);
        audit.Revoked("client", revocation.ClientId, revocation.ClientId, reason);
    }
}
