using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Realtime.OfflineDelivery.Data.Migrations;

[DbContext(typeof(DeliveryDbContext))]
[Migration("202611200014_Pages")]
internal sealed class M202611200014_Pages : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Scripts("014_pages");
}
