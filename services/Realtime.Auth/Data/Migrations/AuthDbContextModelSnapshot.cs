// Written by hand: the dotnet-ef tool is not available. A test compares it with the model.
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Realtime.Auth.Data.Migrations;

[DbContext(typeof(AuthDbContext))]
internal sealed class AuthDbContextModelSnapshot : ModelSnapshot
{
    protected override void BuildModel(ModelBuilder modelBuilder)
    {
        modelBuilder
            .HasAnnotation("ProductVersion", "10.0.14")
            .HasAnnotation("Relational:MaxIdentifierLength", 63);
        modelBuilder.UseIdentityByDefaultColumns();
        modelBuilder.Entity("Realtime.Auth.Data.ClientEntity", entity =>
        {
            entity.Property<string>("ClientId").HasMaxLength(200).HasColumnType("character varying(200)").HasColumnName("client_id");
            entity.Property<DateTimeOffset>("CreatedAt").HasColumnType("timestamp with time zone").HasColumnName("created_at");
            entity.Property<string>("DisplayName").HasMaxLength(200).HasColumnType("character varying(200)").HasColumnName("display_name");
            entity.Property<bool>("Enabled").HasColumnType("boolean").HasColumnName("enabled");
            entity.Property<string[]>("ExchangeSubjects").IsRequired().HasColumnType("text[]").HasColumnName("exchange_subjects");
            entity.Property<bool>("FromConfiguration").HasColumnType("boolean").HasColumnName("from_configuration");
            entity.Property<string[]>("Grants").IsRequired().HasColumnType("text[]").HasColumnName("grants");
            entity.Property<int?>("RequestsPerMinute").HasColumnType("integer").HasColumnName("requests_per_minute");
            entity.Property<string[]>("Roles").IsRequired().HasColumnType("text[]").HasColumnName("roles");
            entity.Property<string[]>("Scopes").IsRequired().HasColumnType("text[]").HasColumnName("scopes");
            entity.Property<int?>("TokenLifetimeSeconds").HasColumnType("integer").HasColumnName("token_lifetime_seconds");
            entity.Property<DateTimeOffset>("UpdatedAt").HasColumnType("timestamp with time zone").HasColumnName("updated_at");
            entity.HasKey("ClientId").HasName("pk_clients");
            entity.ToTable("clients", (string?)null);
        });

        modelBuilder.Entity("Realtime.Auth.Data.ClientLockoutEntity", entity =>
        {
            entity.Property<string>("ClientId").HasMaxLength(200).HasColumnType("character varying(200)").HasColumnName("client_id");
            entity.Property<int>("Failures").HasColumnType("integer").HasColumnName("failures");
            entity.Property<DateTimeOffset>("LastFailureAt").HasColumnType("timestamp with time zone").HasColumnName("last_failure_at");
            entity.Property<DateTimeOffset?>("LockedUntil").HasColumnType("timestamp with time zone").HasColumnName("locked_until");
            entity.HasKey("ClientId").HasName("pk_client_lockouts");
            entity.HasIndex("LockedUntil").HasDatabaseName("ix_client_lockouts_locked_until");
            entity.ToTable("client_lockouts", (string?)null);
        });

        modelBuilder.Entity("Realtime.Auth.Data.ClientSecretEntity", entity =>
        {
            entity.Property<Guid>("Id").HasColumnType("uuid").HasColumnName("id");
            entity.Property<string>("ClientId").IsRequired().HasMaxLength(200).HasColumnType("character varying(200)").HasColumnName("client_id");
            entity.Property<DateTimeOffset>("CreatedAt").HasColumnType("timestamp with time zone").HasColumnName("created_at");
            entity.Property<DateTimeOffset?>("ExpiresAt").HasColumnType("timestamp with time zone").HasColumnName("expires_at");
            entity.Property<string>("Hash").IsRequired().HasMaxLength(500).HasColumnType("character varying(500)").HasColumnName("hash");
            entity.HasKey("Id").HasName("pk_client_secrets");
            entity.HasIndex("ClientId").HasDatabaseName("ix_client_secrets_client_id");
            entity.ToTable("client_secrets", (string?)null);
        });

        modelBuilder.Entity("Realtime.Auth.Data.DataProtectionKeyEntity", entity =>
        {
            NpgsqlPropertyBuilderExtensions.UseIdentityAlwaysColumn(entity.Property<int>("Id"));
            entity.Property<int>("Id").ValueGeneratedOnAdd().HasColumnType("integer").HasColumnName("id");
            entity.Property<string>("FriendlyName").IsRequired().HasMaxLength(200).HasColumnType("character varying(200)").HasColumnName("friendly_name");
            entity.Property<string>("Xml").IsRequired().HasColumnType("text").HasColumnName("xml");
            entity.HasKey("Id").HasName("pk_data_protection_keys");
            entity.ToTable("data_protection_keys", (string?)null);
        });

        modelBuilder.Entity("Realtime.Auth.Data.OutboxMessageEntity", entity =>
        {
            entity.Property<Guid>("Id").HasColumnType("uuid").HasColumnName("id");
            entity.Property<DateTimeOffset>("ExpiresAt").HasColumnType("timestamp with time zone").HasColumnName("expires_at");
            entity.Property<short>("Kind").HasColumnType("smallint").HasColumnName("kind");
            entity.Property<DateTimeOffset>("RevokedAt").HasColumnType("timestamp with time zone").HasColumnName("revoked_at");
            entity.Property<string>("Value").IsRequired().HasMaxLength(200).HasColumnType("character varying(200)").HasColumnName("value");
            entity.HasKey("Id").HasName("pk_outbox_messages");
            entity.ToTable("outbox_messages", (string?)null);
        });

        modelBuilder.Entity("Realtime.Auth.Data.RefreshFamilyEntity", entity =>
        {
            entity.Property<string>("SessionId").HasMaxLength(64).HasColumnType("character varying(64)").HasColumnName("session_id");
            entity.Property<string>("Capabilities").HasColumnType("text").HasColumnName("capabilities");
            entity.Property<string>("ClientId").IsRequired().HasMaxLength(200).HasColumnType("character varying(200)").HasColumnName("client_id");
            entity.Property<DateTimeOffset>("CreatedAt").HasColumnType("timestamp with time zone").HasColumnName("created_at");
            entity.Property<DateTimeOffset>("ExpiresAt").HasColumnType("timestamp with time zone").HasColumnName("expires_at");
            entity.Property<int>("LifetimeSeconds").HasColumnType("integer").HasColumnName("lifetime_seconds");
            entity.Property<DateTimeOffset?>("RevokedAt").HasColumnType("timestamp with time zone").HasColumnName("revoked_at");
            entity.Property<string[]>("Roles").IsRequired().HasColumnType("text[]").HasColumnName("roles");
            entity.Property<string[]>("Scopes").IsRequired().HasColumnType("text[]").HasColumnName("scopes");
            entity.Property<string>("Subject").IsRequired().HasMaxLength(200).HasColumnType("character varying(200)").HasColumnName("subject");
            entity.Property<string>("Tenant").HasMaxLength(200).HasColumnType("character varying(200)").HasColumnName("tenant");
            entity.HasKey("SessionId").HasName("pk_refresh_families");
            entity.HasIndex("ClientId").HasDatabaseName("ix_refresh_families_client_id");
            entity.HasIndex("ExpiresAt").HasDatabaseName("ix_refresh_families_expires_at");
            entity.HasIndex("Subject").HasDatabaseName("ix_refresh_families_subject");
            entity.ToTable("refresh_families", (string?)null);
        });

        modelBuilder.Entity("Realtime.Auth.Data.RefreshTokenEntity", entity =>
        {
            entity.Property<byte[]>("TokenHash").HasColumnType("bytea").HasColumnName("token_hash");
            entity.Property<DateTimeOffset?>("ConsumedAt").HasColumnType("timestamp with time zone").HasColumnName("consumed_at");
            entity.Property<DateTimeOffset>("CreatedAt").HasColumnType("timestamp with time zone").HasColumnName("created_at");
            entity.Property<DateTimeOffset>("ExpiresAt").HasColumnType("timestamp with time zone").HasColumnName("expires_at");
            entity.Property<string>("SessionId").IsRequired().HasMaxLength(64).HasColumnType("character varying(64)").HasColumnName("session_id");
            entity.HasKey("TokenHash").HasName("pk_refresh_tokens");
            entity.HasIndex("SessionId").HasDatabaseName("ix_refresh_tokens_session_id");
            entity.ToTable("refresh_tokens", (string?)null);
        });

        modelBuilder.Entity("Realtime.Auth.Data.RevocationEntity", entity =>
        {
            entity.Property<short>("Kind").HasColumnType("smallint").HasColumnName("kind");
            entity.Property<string>("Value").HasMaxLength(200).HasColumnType("character varying(200)").HasColumnName("value");
            entity.Property<DateTimeOffset>("ExpiresAt").HasColumnType("timestamp with time zone").HasColumnName("expires_at");
            entity.Property<DateTimeOffset>("RevokedAt").HasColumnType("timestamp with time zone").HasColumnName("revoked_at");
            entity.HasKey("Kind", "Value").HasName("pk_revocations");
            entity.HasIndex("ExpiresAt").HasDatabaseName("ix_revocations_expires_at");
            entity.HasIndex("RevokedAt").HasDatabaseName("ix_revocations_revoked_at");
            entity.ToTable("revocations", (string?)null);
        });

        modelBuilder.Entity("Realtime.Auth.Data.SigningKeyEntity", entity =>
        {
            entity.Property<string>("KeyId").HasMaxLength(64).HasColumnType("character varying(64)").HasColumnName("key_id");
            entity.Property<DateTimeOffset>("ActivatesAt").HasColumnType("timestamp with time zone").HasColumnName("activates_at");
            entity.Property<DateTimeOffset>("CreatedAt").HasColumnType("timestamp with time zone").HasColumnName("created_at");
            entity.Property<string>("ProtectedKey").IsRequired().HasColumnType("text").HasColumnName("protected_key");
            entity.HasKey("KeyId").HasName("pk_signing_keys");
            entity.ToTable("signing_keys", (string?)null);
        });

        modelBuilder.Entity("Realtime.Auth.Data.ClientSecretEntity", entity =>
            entity.HasOne("Realtime.Auth.Data.ClientEntity", null).WithMany("Secrets").HasForeignKey("ClientId")
                .OnDelete(DeleteBehavior.Cascade).IsRequired().HasConstraintName("fk_client_secrets_clients"));

        modelBuilder.Entity("Realtime.Auth.Data.RefreshTokenEntity", entity =>
            entity.HasOne("Realtime.Auth.Data.RefreshFamilyEntity", null).WithMany().HasForeignKey("SessionId")
                .OnDelete(DeleteBehavior.Cascade).IsRequired().HasConstraintName("fk_refresh_tokens_refresh_families"));

        modelBuilder.Entity("Realtime.Auth.Data.ClientEntity", entity => entity.Navigation("Secrets"));
    }
}
