using Microsoft.EntityFrameworkCore;
using Realtime.Auth.Data;

namespace Realtime.Auth.Revocation;

/// <summary>Writes revocations, with the event that tells of each, into the caller's transaction; and reads them.</summary>
internal sealed class RevocationStore(IDbContextFactory<AuthDbContext> contexts, TimeProvider time)
{
    /// <summary>
    /// Adds to the caller's transaction and returns what holds from then on. A token issued right after a revocation says the second after
    /// it, so another revocation in between reaches a second beyond the first, by a minute at most.
    /// </summary>
    public static async Task<RevocationEntity> AddAsync(AuthDbContext context, RevocationTarget target, DateTimeOffset revokedAt, CancellationToken cancellationToken)
    {
        var kind = (short)target.Kind;
        var rows = await context.Revocations.FromSql(
            $"""
            INSERT INTO revocations (kind, value, revoked_at, expires_at)
            VALUES ({kind}, {target.Value}, {revokedAt}, {target.ExpiresAt})
            ON CONFLICT (kind, value) DO UPDATE SET
              revoked_at = GREATEST(
                revocations.revoked_at,
                excluded.revoked_at,
                LEAST(date_trunc('second', revocations.revoked_at) + interval '1 second', excluded.revoked_at + interval '1 minute')),
              expires_at = GREATEST(revocations.expires_at, excluded.expires_at + interval '1 minute')
            RETURNING *
            """).AsNoTracking().ToListAsync(cancellationToken);
        var added = rows.Single();
        context.OutboxMessages.Add(new OutboxMessageEntity
        {
            Id = Guid.CreateVersion7(revokedAt),
            Kind = added.Kind,
            Value = added.Value,
            RevokedAt = added.RevokedAt,
            ExpiresAt = added.ExpiresAt,
        });
        await context.SaveChangesAsync(cancellationToken);
        return added;
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
