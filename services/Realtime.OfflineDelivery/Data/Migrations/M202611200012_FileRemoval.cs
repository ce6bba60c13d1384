using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Realtime.OfflineDelivery.Data.Migrations;

[DbContext(typeof(DeliveryDbContext))]
[Migration("202611200012_FileRemoval")]
internal sealed class M202611200012_FileRemoval : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Scripts("012_file_removal");
}
