using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Realtime.Auth.Data.Configurations;

internal sealed class ClientConfiguration : IEntityTypeConfiguration<ClientEntity>
{
    public void Configure(EntityTypeBuilder<ClientEntity> builder)
    {
        builder.ToTable("clients");
        builder.HasKey(client => client.ClientId).HasName("pk_clients");
        builder.Property(client => client.ClientId).HasColumnName("client_id").HasMaxLength(200);
        builder.Property(client => client.DisplayName).HasColumnName("display_name").HasMaxLength(200);
        builder.Property(client => client.Enabled).HasColumnName("enabled");
        builder.Property(client => client.FromConfiguration).HasColumnName("from_configuration");
        builder.Property(client => client.Grants).HasColumnName("grants");
        builder.Property(client => client.Scopes).HasColumnName("scopes");
        builder.Property(client => client.Roles).HasColumnName("roles");
        builder.Property(client => client.ExchangeSubjects).HasColumnName("exchange_subjects");
        builder.Property(client => client.TokenLifetimeSeconds).HasColumnName("token_lifetime_seconds");
        builder.Property(client => client.RequestsPerMinute).HasColumnName("requests_per_minute");
        builder.Property(client => client.CreatedAt).HasColumnName("created_at");
        builder.Property(client => client.UpdatedAt).HasColumnName("updated_at");
        builder.HasMany(client => client.Secrets).WithOne().HasForeignKey(secret => secret.ClientId)
            .HasConstraintName("fk_client_secrets_clients").OnDelete(DeleteBehavior.Cascade);
    }
}
