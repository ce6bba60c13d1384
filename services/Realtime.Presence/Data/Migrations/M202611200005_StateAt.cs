using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Realtime.Presence.Data.Migrations;

/// <summary>The functions get a parameter more. Those with fewer stay, for replicas of the version before that still run.</summary>
[DbContext(typeof(PresenceDbContext))]
[Migration("202611200005_StateAt")]
internal sealed class M202611200005_StateAt : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Scripts("008_state_at", "002_effects", "003_apply", "004_expiry");
}
