using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Realtime.Messaging.Rooms;
using Realtime.Presence.Data;
using Realtime.Presence.Tracking;

namespace Realtime.Presence.Tests.Model;

/// <summary>The real database with the real statements, without the broker: the test decides what arrives when.</summary>
internal sealed class ModelDatabase : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private ModelDatabase(NpgsqlDataSource source, ServiceProvider services)
    {
        Source = source;
        _services = services;
        Options.SnapshotRetry = TimeSpan.Zero;

        // The model lets leases run out; that the machine pauses must not.
        (Options.Lease, Options.ProbeGap) = (TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        Store = new TrackingStore(source, new PresenceNamespaces(services.GetRequiredService<RoomNamespaces>()), Microsoft.Extensions.Options.Options.Create(Options));
    }

    public NpgsqlDataSource Source { get; }

    public PresenceOptions Options { get; } = new();

    public TrackingStore Store { get; }

    public static async Task<ModelDatabase> CreateAsync(string connectionString)
    {
        await using var context = new PresenceDbContext(new DbContextOptionsBuilder<PresenceDbContext>().UseNpgsql(connectionString).Options);
        await context.Database.MigrateAsync();
        var services = new ServiceCollection().AddSingleton<IConfiguration>(new ConfigurationBuilder().Build()).AddRoomNamespaces().BuildServiceProvider();
        return new ModelDatabase(NpgsqlDataSource.Create(PresenceConnectionString.From(connectionString)), services);
    }

    public DeltaApplier NewApplier() => new(new DeltaPlanner(Microsoft.Extensions.Options.Options.Create(Options), TimeProvider.System), Store);

    public Task ClearAsync() => RunAsync(
        """
        truncate gateways, connections, memberships, room_members, rooms, users, events, room_changes;
        update totals set connections = 0, online_users = 0;
        update pipeline set last_probe = clock_timestamp(), healthy_since = 'epoch'
        """);

    public async Task RunAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first column of every row, one a line.</summary>
    public async Task<string> LinesAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0));
        }

        return string.Join('\n', lines);
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await _services.DisposeAsync();
    }
}
