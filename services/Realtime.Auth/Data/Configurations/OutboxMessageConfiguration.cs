using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Realtime.Auth.Data.Configurations;

internal sealed class OutboxMessageConfiguration : IEntityTypeConfiguration<OutboxMessageEntity>
{
    public void Configure(EntityTypeBuilder<OutboxMessageEntity> builder)
    {
        builder.ToTable("outbox_messages");
        builder.HasKey(message => message.Id).HasName("pk_outbox_messages");
        builder.Property(message => message.Id).HasColumnName("id").ValueGeneratedNever();
        builder.Property(message => message.Kind).HasColumnName("kind");
        builder.Property(message => message.Value).HasColumnName("value").HasMaxLength(200);
        builder.Property(message => message.RevokedAt).HasColumnName("revoked_at");
        builder.Property(message => message.ExpiresAt).HasColumnName("expires_at");
    }
}
