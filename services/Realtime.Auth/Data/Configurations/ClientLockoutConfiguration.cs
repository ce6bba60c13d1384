using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Realtime.Auth.Data.Configurations;

internal sealed class ClientLockoutConfiguration : IEntityTypeConfiguration<ClientLockoutEntity>
{
    public void Configure(EntityTypeBuilder<ClientLockoutEntity> builder)
    {
        builder.ToTable("client_lockouts");
        builder.HasKey(lockout => lockout.ClientId).HasName("pk_client_lockouts");
        builder.HasIndex(lockout => lockout.LockedUntil).HasDatabaseName("ix_client_lockouts_locked_until");
        builder.Property(lockout => lockout.ClientId).HasColumnName("client_id").HasMaxLength(200);
        builder.Property(lockout => lockout.Failures).HasColumnName("failures");
        builder.Property(lockout => lockout.LastFailureAt).HasColumnName("last_failure_at");
        builder.Property(lockout => lockout.LockedUntil).HasColumnName("locked_until");
    }
}
