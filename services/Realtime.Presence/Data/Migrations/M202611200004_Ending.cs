using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Realtime.Presence.Data.Migrations;

[DbContext(typeof(PresenceDbContext))]
[Migration("202611200004_Ending")]
internal sealed class M202611200004_Ending : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Scripts("007_ending", "003_apply", "004_expiry");
}
