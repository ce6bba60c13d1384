using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Realtime.OfflineDelivery.Data;

namespace Realtime.OfflineDelivery.Attachments;

/// <summary>What is known about files, in deliverydb.</summary>
internal sealed class FileCatalog(NpgsqlDataSource database, IOptions<AttachmentOptions> options, TimeProvider time)
{
    private const string Columns = "id, owner, name, type, size, received, sha256, completed_at, expires_at";

    /// <summary>Begins an upload; the bytes in use when it would exceed the owner's quota, else null.</summary>
    public async Task<long?> CreateAsync(Uploads.NewUpload upload, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT create_file($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)");
        var parameters = command.Parameters;
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = upload.Id });
        parameters.Text(upload.Owner);
        parameters.Text(upload.Name);
        parameters.Text(upload.Type);
        AddNullable(parameters, upload.Size, NpgsqlDbType.Bigint);
        AddNullable(parameters, upload.Sha256, NpgsqlDbType.Bytea);
        AddNullable(parameters, upload.Target?.Key, NpgsqlDbType.Text);
        AddNullable(parameters, upload.Target?.ExpiresAt.UtcDateTime, NpgsqlDbType.TimestampTz);
        parameters.Time(time.GetUtcNow());
        parameters.Time(expiresAt);
        AddQuota(parameters);
        return await command.ExecuteScalarAsync(cancellationToken) as long?;
    }

    /// <summary>Counts bytes in, and keeps them when <paramref name="data"/> is given. The upload then lives for <paramref name="patience"/> without more.</summary>
    public async Task<AppendOutcome> AppendAsync(Guid id, long start, int length, ReadOnlyMemory<byte>? data, TimeSpan patience, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT append_file($1, $2, $3, $4, $5, $6, $7, $8)");
        var parameters = command.Parameters;
        parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        parameters.Big(start);
        parameters.Number(length);
        parameters.Add(data is { } bytes
            ? new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = bytes, NpgsqlDbType = NpgsqlDbType.Bytea }
            : new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea });
        parameters.Time(time.GetUtcNow() + patience);
        parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = patience / 10 });
        AddQuota(parameters);
        return (string?)await command.ExecuteScalarAsync(cancellationToken) switch
        {
            "ok" => AppendOutcome.Stored,
            "conflict" => AppendOutcome.Conflict,
            "quota" => AppendOutcome.QuotaExceeded,
            _ => AppendOutcome.Missing,
        };
    }

    /// <summary>The file from now on; null when the upload is gone.</summary>
    public async Task<StoredFile?> CompleteAsync(Guid id, byte[] sha256, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var command = database.CreateCommand($"SELECT {Columns} FROM complete_file($1, $2, $3, $4)");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = sha256 });
        command.Parameters.Time(now);
        command.Parameters.Time(now + options.Value.UnsentTime);
        return await ReadAsync(command, cancellationToken);
    }

    /// <summary>A file or an upload that has not expired.</summary>
    public async Task<StoredFile?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"SELECT {Columns} FROM files WHERE id = $1 AND expires_at > $2 AND removed_at IS NULL");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Time(time.GetUtcNow());
        return await ReadAsync(command, cancellationToken);
    }

    /// <summary>Keys of the rooms and users that may read a file now.</summary>
    public async Task<List<string>> ReadersAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT DISTINCT target FROM file_grants WHERE file_id = $1 AND expires_at > $2");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Time(time.GetUtcNow());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var targets = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            targets.Add(reader.GetString(0));
        }

        return targets;
    }

    public async Task<List<Guid>> ExpiredAsync(int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT id FROM files WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2");
        command.Parameters.Time(time.GetUtcNow());
        command.Parameters.Number(limit);
        return await ReadIdsAsync(command, cancellationToken);
    }

    /// <summary>Has an expired file found again later.</summary>
    public async Task PutOffExpiryAsync(Guid id, TimeSpan delay, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var command = database.CreateCommand("UPDATE files SET expires_at = $2 WHERE id = $1 AND expires_at <= $3");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Time(now + delay);
        command.Parameters.Time(now);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<long> ExpireTrimmedGrantsAsync(int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT expire_trimmed_grants($1, $2)");
        command.Parameters.Time(time.GetUtcNow());
        command.Parameters.Number(limit);
        return (long)(await command.ExecuteScalarAsync(cancellationToken) ?? 0L);
    }

    /// <summary>From now on it is no file, and the sweeper finds it until its row is gone. False when there is none whose time was over at <paramref name="expiredAt"/>.</summary>
    public async Task<bool> MarkRemovedAsync(Guid id, DateTimeOffset expiredAt, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("UPDATE files SET removed_at = coalesce(removed_at, $3), expires_at = least(expires_at, $3) WHERE id = $1 AND expires_at <= $2");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Time(expiredAt);
        command.Parameters.Time(time.GetUtcNow());
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    /// <summary>Removes the row of a file that is marked as removed, and its rights and chunks with it.</summary>
    public async Task DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("DELETE FROM files WHERE id = $1 AND removed_at IS NOT NULL");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Which of these ids no row has.</summary>
    public async Task<List<Guid>> UnknownAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT id FROM unnest($1) AS given (id) WHERE NOT EXISTS (SELECT FROM files WHERE files.id = given.id)");
        command.Parameters.Add(ids.ToArray(), NpgsqlDbType.Uuid);
        return await ReadIdsAsync(command, cancellationToken);
    }

    private static async Task<List<Guid>> ReadIdsAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            ids.Add(reader.GetGuid(0));
        }

        return ids;
    }

    private static async Task<StoredFile?> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new StoredFile
            {
                Id = reader.GetGuid(0),
                Owner = reader.GetString(1),
                Name = reader.GetString(2),
                Type = reader.GetString(3),
                Size = reader.IsDBNull(4) ? null : reader.GetInt64(4),
                Received = reader.GetInt64(5),
                Sha256 = reader.IsDBNull(6) ? null : reader.GetFieldValue<byte[]>(6),
                CompletedAt = reader.IsDBNull(7) ? null : reader.Time(7),
                ExpiresAt = reader.Time(8),
            }
            : null;
    }

    private void AddQuota(NpgsqlParameterCollection parameters)
    {
        parameters.Big(options.Value.QuotaBytes);
        parameters.Big(options.Value.QuotaFiles);
    }

    private static void AddNullable(NpgsqlParameterCollection parameters, object? value, NpgsqlDbType type) =>
        parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type });
}
