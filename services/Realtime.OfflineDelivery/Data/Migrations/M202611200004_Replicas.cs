using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Realtime.OfflineDelivery.Data.Migrations;

[DbContext(typeof(DeliveryDbContext))]
[Migration("202611200004_Replicas")]
internal sealed class M202611200004_Replicas : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Scripts("008_replicas");
}
