using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Realtime.Presence.Data.Migrations;

[DbContext(typeof(PresenceDbContext))]
[Migration("202611200003_Locations")]
internal sealed class M202611200003_Locations : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Scripts("006_locations");
}
