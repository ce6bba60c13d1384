using Microsoft.EntityFrameworkCore;

namespace Realtime.OfflineDelivery.Data;

/// <summary>Carries the migrations only: the tables are written and read by set-based SQL, see <c>Data/Sql</c>.</summary>
internal sealed class DeliveryDbContext(DbContextOptions<DeliveryDbContext> options) : DbContext(options);
