using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Realtime.Auth.Data.Configurations;

internal sealed class RefreshTokenConfiguration : IEntityTypeConfiguration<RefreshTokenEntity>
{
    public void Configure(EntityTypeBuilder<RefreshTokenEntity> builder)
    {
        builder.ToTable("refresh_tokens");
        builder.HasKey(token => token.TokenHash).HasName("pk_refresh_tokens");
        builder.HasIndex(token => token.SessionId).HasDatabaseName("ix_refresh_tokens_session_id");
        builder.HasOne<RefreshFamilyEntity>().WithMany().HasForeignKey(token => token.SessionId)
            .HasConstraintName("fk_refresh_tokens_refresh_families").OnDelete(DeleteBehavior.Cascade);
        builder.Property(token => token.TokenHash).HasColumnName("token_hash");
        builder.Property(token => token.SessionId).HasColumnName("session_id").HasMaxLength(64);
        builder.Property(token => token.CreatedAt).HasColumnName("created_at");
        builder.Property(token => token.ExpiresAt).HasColumnName("expires_at");
        builder.Property(token => token.ConsumedAt).HasColumnName("consumed_at");
    }
}
