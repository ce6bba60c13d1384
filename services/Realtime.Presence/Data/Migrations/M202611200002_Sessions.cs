using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Realtime.Presence.Data.Migrations;

[DbContext(typeof(PresenceDbContext))]
[Migration("202611200002_Sessions")]
internal sealed class M202611200002_Sessions : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Scripts("005_sessions");
}
