using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Realtime.Auth.Data.Configurations;

internal sealed class DataProtectionKeyConfiguration : IEntityTypeConfiguration<DataProtectionKeyEntity>
{
    public void Configure(EntityTypeBuilder<DataProtectionKeyEntity> builder)
    {
        builder.ToTable("data_protection_keys");
        builder.HasKey(key => key.Id).HasName("pk_data_protection_keys");
        builder.Property(key => key.Id).HasColumnName("id").UseIdentityAlwaysColumn();
        builder.Property(key => key.FriendlyName).HasColumnName("friendly_name").HasMaxLength(200);
        builder.Property(key => key.Xml).HasColumnName("xml");
    }
}
