using Microsoft.EntityFrameworkCore;
using Realtime.Auth.Data;

namespace Realtime.Auth.Revocation;

/// <summary>Writes revocations, with the event that tells of each, into the caller's transaction; and reads them.</summary>
internal sealed class RevocationStore(IDbContextFactory<AuthDbContext> contexts, TimeProvider time)
{
    /// <summary>
    /// Adds to the caller's transaction. The caller commits, and then calls <see cref="RevocationService"/>'s announcement.
    /// </summary>
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
