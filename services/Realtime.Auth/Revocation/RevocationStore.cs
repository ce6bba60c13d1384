using Microsoft.EntityFrameworkCore;
using Realtime.Auth.Data;

namespace Realtime.Auth.Revocation;

/// <summary>Writes revocations, with the event that tells of each, into the caller's transaction; and reads them.</summary>
internal sealed class RevocationStore(IDbContextFactory<AuthDbContext> contexts, TimeProvider time)
{
    /// <summary>Adds to the caller's transaction.</summary>
    public static async Task AddAsync(AuthDbContext context, RevocationTarget target, DateTimeOffset revokedAt, CancellationToken cancellationToken)
    {
        var kind = (short)target.Kind;
        await context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO revocations (kind, value, revoked_at, expires_at)
            VALUES ({kind}, {target.Value}, {revokedAt}, {target.ExpiresAt})
            ON CONFLICT (kind, value) DO UPDATE SET
              revoked_at = GREATEST(revocations.revoked_at, excluded.revoked_at),
              expires_at = GREATEST(revocations.expires_at, excluded.expires_at)
            """,
            cancellationToken);
        context.OutboxMessages.Add(new OutboxMessageEntity
        {
            Id = Guid.CreateVersion7(revokedAt),
            Kind = target.Kind,
            Value = target.Value,
            RevokedAt = revokedAt,
            ExpiresAt = target.ExpiresAt,
        });
        await context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Ends every sign-in of a client that could still be refreshed, in the caller's transaction.</summary>
    public static async Task AddSessionsOfClientAsync(AuthDbContext context, string clientId, DateTimeOffset revokedAt, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        var kind = (short)RevocationKind.Session;
        await context.Database.ExecuteSqlAsync(
            $"""
            WITH ended AS (
              UPDATE refresh_families SET revoked_at = {revokedAt} WHERE client_id = {clientId} AND revoked_at IS NULL RETURNING session_id
            ), announced AS (
              INSERT INTO outbox_messages (id, kind, value, revoked_at, expires_at)
              SELECT gen_random_uuid(), {kind}, session_id, {revokedAt}, {expiresAt} FROM ended
            )
            INSERT INTO revocations (kind, value, revoked_at, expires_at)
            SELECT {kind}, session_id, {revokedAt}, {expiresAt} FROM ended
            ON CONFLICT (kind, value) DO NOTHING
            """,
            cancellationToken);
    }

    /// <summary>Revocations since a moment that still matter.</summary>
    public async Task<IReadOnlyList<RevocationEntity>> SinceAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Revocations.AsNoTracking()
            .Where(revocation => revocation.RevokedAt >= since && revocation.ExpiresAt > now)
            .OrderBy(revocation => revocation.RevokedAt)
            .ToListAsync(cancellationToken);
    }
}
