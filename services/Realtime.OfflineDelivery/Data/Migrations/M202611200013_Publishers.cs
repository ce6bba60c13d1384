using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Realtime.OfflineDelivery.Data.Migrations;

[DbContext(typeof(DeliveryDbContext))]
[Migration("202611200013_Publishers")]
internal sealed class M202611200013_Publishers : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Scripts("013_publishers");
}
