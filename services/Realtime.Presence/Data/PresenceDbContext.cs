using Microsoft.EntityFrameworkCore;

namespace Realtime.Presence.Data;

/// <summary>Carries the migrations only: the tables are written and read by set-based SQL, see <c>Data/Sql</c>.</summary>
internal sealed class PresenceDbContext(DbContextOptions<PresenceDbContext> options) : DbContext(options);
