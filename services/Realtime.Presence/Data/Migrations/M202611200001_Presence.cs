using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Realtime.Presence.Data.Migrations;

[DbContext(typeof(PresenceDbContext))]
[Migration("202611200001_Presence")]
internal sealed class M202611200001_Presence : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Scripts("001_tables", "002_effects", "003_apply", "004_expiry");
}
