using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Realtime.Auth.Data.Configurations;

internal sealed class ClientSecretConfiguration : IEntityTypeConfiguration<ClientSecretEntity>
{
    public void Configure(EntityTypeBuilder<ClientSecretEntity> builder)
    {
        builder.ToTable("client_secrets");
        builder.HasKey(secret => secret.Id).HasName("pk_client_secrets");
        builder.HasIndex(secret => secret.ClientId).HasDatabaseName("ix_client_secrets_client_id");
        builder.Property(secret => secret.Id).HasColumnName("id").ValueGeneratedNever();
        builder.Property(secret => secret.ClientId).HasColumnName("client_id").HasMaxLength(200);
        builder.Property(secret => secret.Hash).HasColumnName("hash").HasMaxLength(500);
        builder.Property(secret => secret.CreatedAt).HasColumnName("created_at");
        builder.Property(secret => secret.ExpiresAt).HasColumnName("expires_at");
    }
}
