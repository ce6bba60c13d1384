using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Realtime.Auth.Audit;
using Realtime.Auth.Configuration;
using Realtime.Auth.Data;

namespace Realtime.Auth.Revocation;

/// <summary>Revokes for good: database and event in one transaction, then this replica's memory, then a nudge for the publisher.</summary>
internal sealed class RevocationService(
    IDbContextFactory<AuthDbContext> contexts,
    RevocationCache cache,
    OutboxSignal outbox,
    AuditLog audit,
    IOptions<AuthOptions> options,
    TimeProvider time)
{
    public Task RevokeTokenAsync(string tokenId, DateTimeOffset expiresAt, string clientId, CancellationToken cancellationToken) =>
        RevokeAsync(new RevocationTarget(RevocationKind.Token, tokenId, expiresAt), clientId, "requested", cancellationToken);

    public Task RevokeSessionAsync(string sessionId, string clientId, string reason, CancellationToken cancellationToken) =>
        RevokeAsync(new RevocationTarget(RevocationKind.Session, sessionId, LastExpiry()), clientId, reason, cancellationToken);

    public Task RevokeSubjectAsync(string subject, string clientId, string reason, CancellationToken cancellationToken) =>
        RevokeAsync(new RevocationTarget(RevocationKind.Subject, subject, LastExpiry()), clientId, reason, cancellationToken);

    private DateTimeOffset LastExpiry() => time.GetUtcNow() + options.Value.MaxAccessTokenLifetime;

    private async Task RevokeAsync(RevocationTarget target, string clientId, string reason, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var revokedAt = time.GetUtcNow();
        var added = await RevocationStore.AddAsync(context, target, revokedAt, cancellationToken);
        await EndFamiliesAsync(context, target, revokedAt, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        cache.Add(added.Kind, added.Value, added.RevokedAt, added.ExpiresAt);
        outbox.Notify();
        audit.Revoked(target.Kind.ToString().ToLowerInvariant(), target.Value, clientId, reason);
    }

    /// <summary>A revoked sign-in cannot be refreshed either.</summary>
    private static Task EndFamiliesAsync(AuthDbContext context, RevocationTarget target, DateTimeOffset revokedAt, CancellationToken cancellationToken)
    {
        var families = context.RefreshFamilies.Where(family => family.RevokedAt == null);
        var concerned = target.Kind switch
        {
            RevocationKind.Session => families.Where(family => family.SessionId == target.Value),
            RevocationKind.Subject => families.Where(family => family.Subject == target.Value),
            _ => null,
        };
        return concerned is null
            ? Task.CompletedTask
            : concerned.ExecuteUpdateAsync(family => family.SetProperty(row => row.RevokedAt, revokedAt), cancellationToken);
    }
}
