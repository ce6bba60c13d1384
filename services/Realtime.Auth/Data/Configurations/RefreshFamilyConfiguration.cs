using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Realtime.Auth.Data.Configurations;

internal sealed class RefreshFamilyConfiguration : IEntityTypeConfiguration<RefreshFamilyEntity>
{
    public void Configure(EntityTypeBuilder<RefreshFamilyEntity> builder)
    {
        builder.ToTable("refresh_families");
        builder.HasKey(family => family.SessionId).HasName("pk_refresh_families");
        builder.HasIndex(family => family.Subject).HasDatabaseName("ix_refresh_families_subject");
        builder.HasIndex(family => family.ClientId).HasDatabaseName("ix_refresh_families_client_id");
        builder.HasIndex(family => family.ExpiresAt).HasDatabaseName("ix_refresh_families_expires_at");
        builder.Property(family => family.SessionId).HasColumnName("session_id").HasMaxLength(64);
        builder.Property(family => family.ClientId).HasColumnName("client_id").HasMaxLength(200);
        builder.Property(family => family.Subject).HasColumnName("subject").HasMaxLength(200);
        builder.Property(family => family.Scopes).HasColumnName("scopes");
        builder.Property(family => family.Roles).HasColumnName("roles");
        builder.Property(family => family.Tenant).HasColumnName("tenant").HasMaxLength(200);
        builder.Property(family => family.Capabilities).HasColumnName("capabilities");
        builder.Property(family => family.LifetimeSeconds).HasColumnName("lifetime_seconds");
        builder.Property(family => family.CreatedAt).HasColumnName("created_at");
        builder.Property(family => family.ExpiresAt).HasColumnName("expires_at");
        builder.Property(family => family.RevokedAt).HasColumnName("revoked_at");
    }
}
