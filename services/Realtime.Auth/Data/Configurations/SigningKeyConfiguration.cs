using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Realtime.Auth.Data.Configurations;

internal sealed class SigningKeyConfiguration : IEntityTypeConfiguration<SigningKeyEntity>
{
    public void Configure(EntityTypeBuilder<SigningKeyEntity> builder)
    {
        builder.ToTable("signing_keys");
        builder.HasKey(key => key.KeyId).HasName("pk_signing_keys");
        builder.Property(key => key.KeyId).HasColumnName("key_id").HasMaxLength(64);
        builder.Property(key => key.ProtectedKey).HasColumnName("protected_key");
        builder.Property(key => key.CreatedAt).HasColumnName("created_at");
        builder.Property(key => key.ActivatesAt).HasColumnName("activates_at");
    }
}
