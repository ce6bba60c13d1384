using Microsoft.EntityFrameworkCore;

namespace Realtime.Auth.Data;

internal sealed class AuthDbContext(DbContextOptions<AuthDbContext> options) : DbContext(options)
{
    public const string ConnectionName = "authdb";

    public DbSet<ClientEntity> Clients => Set<ClientEntity>();

    public DbSet<ClientSecretEntity> ClientSecrets => Set<ClientSecretEntity>();

    public DbSet<ClientLockoutEntity> ClientLockouts => Set<ClientLockoutEntity>();

    public DbSet<SigningKeyEntity> SigningKeys => Set<SigningKeyEntity>();

    public DbSet<RefreshFamilyEntity> RefreshFamilies => Set<RefreshFamilyEntity>();

    public DbSet<RefreshTokenEntity> RefreshTokens => Set<RefreshTokenEntity>();

    public DbSet<RevocationEntity> Revocations => Set<RevocationEntity>();

    public DbSet<OutboxMessageEntity> OutboxMessages => Set<OutboxMessageEntity>();

    public DbSet<DataProtectionKeyEntity> DataProtectionKeys => Set<DataProtectionKeyEntity>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(AuthDbContext).Assembly);
}
