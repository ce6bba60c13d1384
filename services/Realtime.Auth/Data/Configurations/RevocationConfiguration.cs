using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Realtime.Auth.Data.Configurations;

internal sealed class RevocationConfiguration : IEntityTypeConfiguration<RevocationEntity>
{
    public void Configure(EntityTypeBuilder<RevocationEntity> builder)
    {
        builder.ToTable("revocations");
        builder.HasKey(revocation => new { revocation.Kind, revocation.Value }).HasName("pk_revocations");
        builder.HasIndex(revocation => revocation.RevokedAt).HasDatabaseName("ix_revocations_revoked_at");
        builder.HasIndex(revocation => revocation.ExpiresAt).HasDatabaseName("ix_revocations_expires_at");
        builder.Property(revocation => revocation.Kind).HasColumnName("kind");
        builder.Property(revocation => revocation.Value).HasColumnName("value").HasMaxLength(200);
        builder.Property(revocation => revocation.RevokedAt).HasColumnName("revoked_at");
        builder.Property(revocation => revocation.ExpiresAt).HasColumnName("expires_at");
    }
}
