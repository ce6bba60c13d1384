using Npgsql;

namespace Realtime.OfflineDelivery.Sequencing;

/// <summary>The table <c>replicas</c>: who is there to share the shards.</summary>
internal sealed class ReplicaStore(NpgsqlDataSource database)
{
    /// <summary>Says that this replica is there; returns all that are, in one order for everybody.</summary>
    public async Task<List<string>> SeeAsync(string id, TimeSpan goneAfter, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT * FROM see_replica($1, $2)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = goneAfter });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var replicas = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            replicas.Add(reader.GetString(0));
        }

        return replicas;
    }

    public async Task LeaveAsync(string id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("DELETE FROM replicas WHERE id = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
