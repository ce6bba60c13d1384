using Npgsql;
using NpgsqlTypes;
using Realtime.OfflineDelivery.Data;

namespace Realtime.OfflineDelivery.Ingress;

/// <summary>The table <c>given_ids</c>.</summary>
internal sealed class GivenIdStore(NpgsqlDataSource database)
{
    /// <summary>Becomes the one who writes, and returns what the last one left.</summary>
    public async Task<IReadOnlyList<GivenId>> TakeAsync(Guid owner, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("UPDATE given_ids SET owner = $1 RETURNING ids, contents");
        command.Parameters.Add(Owner(owner));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var ids = reader.GetFieldValue<string[]>(0);
        var contents = reader.GetFieldValue<Guid[]>(1);
        return [.. ids.Zip(contents, static (id, content) => new GivenId(id, content))];
    }

    /// <summary>Replaces what is kept. Throws when somebody else has become the writer.</summary>
    public async Task KeepAsync(Guid owner, IReadOnlyCollection<GivenId> given, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("UPDATE given_ids SET ids = $2, contents = $3 WHERE owner = $1");
        command.Parameters.Add(Owner(owner));
        command.Parameters.Add(given.Select(static id => id.Id).ToArray(), NpgsqlDbType.Text);
        command.Parameters.Add(given.Select(static id => id.Content).ToArray(), NpgsqlDbType.Uuid);
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            throw new InvalidOperationException("Another consumer has taken the ingress over.");
        }
    }

    private static NpgsqlParameter<Guid> Owner(Guid owner) => new() { TypedValue = owner, NpgsqlDbType = NpgsqlDbType.Uuid };
}
