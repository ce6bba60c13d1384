using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Realtime.Auth.Configuration;
using Realtime.Auth.Data;

namespace Realtime.Auth.Grants;

/// <summary>Refresh tokens: 256 random bits for the client, their SHA-256 in authdb. Each is redeemed once and replaced.</summary>
internal sealed class RefreshTokenStore(IDbContextFactory<AuthDbContext> contexts, IOptions<AuthOptions> options, TimeProvider time)
{
    private const int MaxLength = 128;

    /// <summary>Begins a family and returns its first token; null when the client has been ended since <paramref name="clientChangedAt"/>, as it is known here.</summary>
    public async Task<string?> BeginAsync(RefreshFamilyEntity family, DateTimeOffset clientChangedAt, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);

        // Whoever ends the client waits for this family, or has ended it before.
        var clientId = family.ClientId;
        var locked = await context.Database
            .SqlQuery<int>($"SELECT 1 FROM clients WHERE client_id = {clientId} AND enabled FOR SHARE")
            .ToListAsync(cancellationToken);
        if (locked.Count == 0 || await HasEndedAsync(context, clientId, clientChangedAt, cancellationToken))
        {
            return null;
        }

        context.RefreshFamilies.Add(family);
        var token = AddToken(context, family);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return token;
    }

    public async Task<RefreshTokenState?> FindAsync(string token, CancellationToken cancellationToken)
    {
        if (token.Length > MaxLength)
        {
            return null;
        }

        var hash = Hash(token);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await (
            from row in context.RefreshTokens.AsNoTracking()
            join family in context.RefreshFamilies.AsNoTracking() on row.SessionId equals family.SessionId
            where row.TokenHash == hash
            select new RefreshTokenState(row, family)).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Marks the token as used and returns its successor; null when somebody else was faster.</summary>
    public async Task<string?> ReplaceAsync(RefreshTokenState state, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var now = time.GetUtcNow();
        var hash = state.Token.TokenHash;
        var consumed = await context.RefreshTokens
            .Where(row => row.TokenHash == hash && row.ConsumedAt == null)
            .ExecuteUpdateAsync(row => row.SetProperty(entity => entity.ConsumedAt, now), cancellationToken);
        if (consumed == 0)
        {
            return null;
        }

        var successor = AddToken(context, state.Family);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return successor;
    }

    /// <summary>It may be there again, under the same name: what is known of it here is from before as long as it may be remembered.</summary>
    private Task<bool> HasEndedAsync(AuthDbContext context, string clientId, DateTimeOffset changedAt, CancellationToken cancellationToken)
    {
        var (now, remembered) = (time.GetUtcNow(), changedAt + options.Value.ClientCacheDuration);
        return context.Revocations.AnyAsync(
            row => row.Kind == RevocationKind.Client && row.Value == clientId && row.RevokedAt > remembered && row.RevokedAt >= now,
            cancellationToken);
    }

    private string AddToken(AuthDbContext context, RefreshFamilyEntity family)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var now = time.GetUtcNow();
        var expiresAt = now + options.Value.RefreshTokenLifetime;
        context.RefreshTokens.Add(new RefreshTokenEntity
        {
            TokenHash = Hash(token),
            SessionId = family.SessionId,
            CreatedAt = now,
            ExpiresAt = expiresAt < family.ExpiresAt ? expiresAt : family.ExpiresAt,
        });
        return token;
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
