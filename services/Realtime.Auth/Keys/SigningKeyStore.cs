using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Realtime.Auth.Configuration;
using Realtime.Auth.Data;

namespace Realtime.Auth.Keys;

/// <summary>Keys in authdb, their private halves encrypted with data protection.</summary>
internal sealed partial class SigningKeyStore(
    IDbContextFactory<AuthDbContext> contexts,
    IDataProtectionProvider protection,
    IOptions<SigningKeyOptions> options,
    IOptions<AuthOptions> authOptions,
    TimeProvider time,
    ILogger<SigningKeyStore> logger)
{
    private readonly IDataProtector _protector = protection.CreateProtector("Realtime.Auth.SigningKeys.v1");

    /// <summary>Makes and retires keys where due, as one replica at a time, and returns all that are left.</summary>
    public async Task<KeyRingSnapshot> RotateAndLoadAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({DatabaseLocks.SigningKeys})", cancellationToken);
        var rows = await context.SigningKeys.ToListAsync(cancellationToken);
        var now = time.GetUtcNow();
        var plan = KeyRotationPlan.For([.. rows.Select(row => (row.KeyId, row.ActivatesAt))], options.Value, authOptions.Value.MaxAccessTokenLifetime, now);
        if (plan.ActivateNewKeyAt is { } activatesAt)
        {
            var row = Create(now, activatesAt);
            context.SigningKeys.Add(row);
            rows.Add(row);
            Log.Created(logger, row.KeyId, activatesAt);
        }

        foreach (var row in rows.Where(row => plan.RetiredKeys.Contains(row.KeyId)).ToArray())
        {
            context.SigningKeys.Remove(row);
            rows.Remove(row);
            Log.Retired(logger, row.KeyId);
        }

        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new KeyRingSnapshot(rows.Select(Open));
    }

    private SigningKeyEntity Create(DateTimeOffset now, DateTimeOffset activatesAt)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new SigningKeyEntity
        {
            KeyId = SigningKey.KeyIdOf(key),
            ProtectedKey = Convert.ToBase64String(_protector.Protect(key.ExportPkcs8PrivateKey())),
            CreatedAt = now,
            ActivatesAt = activatesAt,
        };
    }

    private SigningKey Open(SigningKeyEntity row) =>
        SigningKey.FromPkcs8(_protector.Unprotect(Convert.FromBase64String(row.ProtectedKey)), row.ActivatesAt);

    private static partial class Log
    {
        [LoggerMessage(4101, LogLevel.Information, "Created signing key {KeyId}, which signs from {ActivatesAt}.", EventName = "SigningKeyCreated")]
        public static partial void Created(ILogger logger, string keyId, DateTimeOffset activatesAt);

        [LoggerMessage(4102, LogLevel.Information, "Retired signing key {KeyId}: every token it signed has expired.", EventName = "SigningKeyRetired")]
        public static partial void Retired(ILogger logger, string keyId);
    }
}
