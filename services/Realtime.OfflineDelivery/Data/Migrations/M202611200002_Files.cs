using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Realtime.OfflineDelivery.Data.Migrations;

[DbContext(typeof(DeliveryDbContext))]
[Migration("202611200002_Files")]
internal sealed class M202611200002_Files : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Scripts("006_files");
}
