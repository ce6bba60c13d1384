using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace Realtime.Auth.Data.Migrations;

[DbContext(typeof(AuthDbContext))]
[Migration("20260101000000_Initial")]
internal sealed class Initial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            name: "clients",
            columns: table => new
            {
                ClientId = table.Column<string>(name: "client_id", type: "character varying(200)", maxLength: 200, nullable: false),
                CreatedAt = table.Column<DateTimeOffset>(name: "created_at", type: "timestamp with time zone", nullable: false),
                DisplayName = table.Column<string>(name: "display_name", type: "character varying(200)", maxLength: 200, nullable: true),
                Enabled = table.Column<bool>(name: "enabled", type: "boolean", nullable: false),
                ExchangeSubjects = table.Column<string[]>(name: "exchange_subjects", type: "text[]", nullable: false),
                FromConfiguration = table.Column<bool>(name: "from_configuration", type: "boolean", nullable: false),
                Grants = table.Column<string[]>(name: "grants", type: "text[]", nullable: false),
                RequestsPerMinute = table.Column<int>(name: "requests_per_minute", type: "integer", nullable: true),
                Roles = table.Column<string[]>(name: "roles", type: "text[]", nullable: false),
                Scopes = table.Column<string[]>(name: "scopes", type: "text[]", nullable: false),
                TokenLifetimeSeconds = table.Column<int>(name: "token_lifetime_seconds", type: "integer", nullable: true),
                UpdatedAt = table.Column<DateTimeOffset>(name: "updated_at", type: "timestamp with time zone", nullable: false),
            },
            constraints: table => table.PrimaryKey("pk_clients", row => row.ClientId));

        migrationBuilder.CreateTable(
            name: "client_lockouts",
            columns: table => new
            {
                ClientId = table.Column<string>(name: "client_id", type: "character varying(200)", maxLength: 200, nullable: false),
                Failures = table.Column<int>(name: "failures", type: "integer", nullable: false),
                LastFailureAt = table.Column<DateTimeOffset>(name: "last_failure_at", type: "timestamp with time zone", nullable: false),
                LockedUntil = table.Column<DateTimeOffset>(name: "locked_until", type: "timestamp with time zone", nullable: true),
            },
            constraints: table => table.PrimaryKey("pk_client_lockouts", row => row.ClientId));

        migrationBuilder.CreateTable(
            name: "data_protection_keys",
            columns: table => new
            {
                Id = table.Column<int>(name: "id", type: "integer", nullable: false)
                    .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                FriendlyName = table.Column<string>(name: "friendly_name", type: "character varying(200)", maxLength: 200, nullable: false),
                Xml = table.Column<string>(name: "xml", type: "text", nullable: false),
            },
            constraints: table => table.PrimaryKey("pk_data_protection_keys", row => row.Id));

        migrationBuilder.CreateTable(
            name: "outbox_messages",
            columns: table => new
            {
                Id = table.Column<Guid>(name: "id", type: "uuid", nullable: false),
                ExpiresAt = table.Column<DateTimeOffset>(name: "expires_at", type: "timestamp with time zone", nullable: false),
                Kind = table.Column<short>(name: "kind", type: "smallint", nullable: false),
                RevokedAt = table.Column<DateTimeOffset>(name: "revoked_at", type: "timestamp with time zone", nullable: false),
                Value = table.Column<string>(name: "value", type: "character varying(200)", maxLength: 200, nullable: false),
            },
            constraints: table => table.PrimaryKey("pk_outbox_messages", row => row.Id));

        migrationBuilder.CreateTable(
            name: "refresh_families",
            columns: table => new
            {
                SessionId = table.Column<string>(name: "session_id", type: "character varying(64)", maxLength: 64, nullable: false),
                Capabilities = table.Column<string>(name: "capabilities", type: "text", nullable: true),
                ClientId = table.Column<string>(name: "client_id", type: "character varying(200)", maxLength: 200, nullable: false),
                CreatedAt = table.Column<DateTimeOffset>(name: "created_at", type: "timestamp with time zone", nullable: false),
                ExpiresAt = table.Column<DateTimeOffset>(name: "expires_at", type: "timestamp with time zone", nullable: false),
                LifetimeSeconds = table.Column<int>(name: "lifetime_seconds", type: "integer", nullable: false),
                RevokedAt = table.Column<DateTimeOffset>(name: "revoked_at", type: "timestamp with time zone", nullable: true),
                Roles = table.Column<string[]>(name: "roles", type: "text[]", nullable: false),
                Scopes = table.Column<string[]>(name: "scopes", type: "text[]", nullable: false),
                Subject = table.Column<string>(name: "subject", type: "character varying(200)", maxLength: 200, nullable: false),
                Tenant = table.Column<string>(name: "tenant", type: "character varying(200)", maxLength: 200, nullable: true),
            },
            constraints: table => table.PrimaryKey("pk_refresh_families", row => row.SessionId));

        migrationBuilder.CreateTable(
            name: "revocations",
            columns: table => new
            {
                Kind = table.Column<short>(name: "kind", type: "smallint", nullable: false),
                Value = table.Column<string>(name: "value", type: "character varying(200)", maxLength: 200, nullable: false),
                ExpiresAt = table.Column<DateTimeOffset>(name: "expires_at", type: "timestamp with time zone", nullable: false),
                RevokedAt = table.Column<DateTimeOffset>(name: "revoked_at", type: "timestamp with time zone", nullable: false),
            },
            constraints: table => table.PrimaryKey("pk_revocations", row => new { row.Kind, row.Value }));

        migrationBuilder.CreateTable(
            name: "signing_keys",
            columns: table => new
            {
                KeyId = table.Column<string>(name: "key_id", type: "character varying(64)", maxLength: 64, nullable: false),
                ActivatesAt = table.Column<DateTimeOffset>(name: "activates_at", type: "timestamp with time zone", nullable: false),
                CreatedAt = table.Column<DateTimeOffset>(name: "created_at", type: "timestamp with time zone", nullable: false),
                ProtectedKey = table.Column<string>(name: "protected_key", type: "text", nullable: false),
            },
            constraints: table => table.PrimaryKey("pk_signing_keys", row => row.KeyId));

        migrationBuilder.CreateTable(
            name: "client_secrets",
            columns: table => new
            {
                Id = table.Column<Guid>(name: "id", type: "uuid", nullable: false),
                ClientId = table.Column<string>(name: "client_id", type: "character varying(200)", maxLength: 200, nullable: false),
                CreatedAt = table.Column<DateTimeOffset>(name: "created_at", type: "timestamp with time zone", nullable: false),
                ExpiresAt = table.Column<DateTimeOffset>(name: "expires_at", type: "timestamp with time zone", nullable: true),
                Hash = table.Column<string>(name: "hash", type: "character varying(500)", maxLength: 500, nullable: false),
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_client_secrets", row => row.Id);
                table.ForeignKey("fk_client_secrets_clients", row => row.ClientId, "clients", "client_id", onDelete: ReferentialAction.Cascade);
            });

        migrationBuilder.CreateTable(
            name: "refresh_tokens",
            columns: table => new
            {
                TokenHash = table.Column<byte[]>(name: "token_hash", type: "bytea", nullable: false),
                ConsumedAt = table.Column<DateTimeOffset>(name: "consumed_at", type: "timestamp with time zone", nullable: true),
                CreatedAt = table.Column<DateTimeOffset>(name: "created_at", type: "timestamp with time zone", nullable: false),
                ExpiresAt = table.Column<DateTimeOffset>(name: "expires_at", type: "timestamp with time zone", nullable: false),
                SessionId = table.Column<string>(name: "session_id", type: "character varying(64)", maxLength: 64, nullable: false),
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_refresh_tokens", row => row.TokenHash);
                table.ForeignKey("fk_refresh_tokens_refresh_families", row => row.SessionId, "refresh_families", "session_id", onDelete: ReferentialAction.Cascade);
            });

        migrationBuilder.CreateIndex(name: "ix_client_lockouts_locked_until", table: "client_lockouts", column: "locked_until");
        migrationBuilder.CreateIndex(name: "ix_refresh_families_client_id", table: "refresh_families", column: "client_id");
        migrationBuilder.CreateIndex(name: "ix_refresh_families_expires_at", table: "refresh_families", column: "expires_at");
        migrationBuilder.CreateIndex(name: "ix_refresh_families_subject", table: "refresh_families", column: "subject");
        migrationBuilder.CreateIndex(name: "ix_revocations_expires_at", table: "revocations", column: "expires_at");
        migrationBuilder.CreateIndex(name: "ix_revocations_revoked_at", table: "revocations", column: "revoked_at");
        migrationBuilder.CreateIndex(name: "ix_client_secrets_client_id", table: "client_secrets", column: "client_id");
        migrationBuilder.CreateIndex(name: "ix_refresh_tokens_session_id", table: "refresh_tokens", column: "session_id");
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropTable(name: "refresh_tokens");
        migrationBuilder.DropTable(name: "client_secrets");
        migrationBuilder.DropTable(name: "signing_keys");
        migrationBuilder.DropTable(name: "revocations");
        migrationBuilder.DropTable(name: "refresh_families");
        migrationBuilder.DropTable(name: "outbox_messages");
        migrationBuilder.DropTable(name: "data_protection_keys");
        migrationBuilder.DropTable(name: "client_lockouts");
        migrationBuilder.DropTable(name: "clients");
    }
}
