using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Realtime.Contracts.Locations;
using Realtime.Presence.Data;

namespace Realtime.Presence.Locations;

/// <summary>Vendors' last positions.</summary>
internal sealed class LocationStore(NpgsqlDataSource database, IOptions<LocationOptions> options, TimeProvider time)
{
    // Haversine on a sphere of 6,371 km; the place is found by index, the antimeridian by cutting the box in two.
    private const string NearSql =
        """
        select v.vendor_id, v.lat, v.lng, v.at,
          12742000 * asin(sqrt(least(1, sin(radians(v.lat - $5) / 2) ^ 2 + cos(radians($5)) * cos(radians(v.lat)) * sin(radians(v.lng - $6) / 2) ^ 2))) as distance
        from vendors v
        where v.updated_at > $8
          and (point(v.lng, v.lat) <@ box(point($2, $1), point(case when $2 <= $4 then $4 else 180 end, $3))
            or point(v.lng, v.lat) <@ box(point(case when $2 <= $4 then $2 else -180 end, $1), point($4, $3))
            or ($4 = 180 and point(v.lng, v.lat) <@ box(point(-180, $1), point(-180, $3)))
            or ($2 = -180 and point(v.lng, v.lat) <@ box(point(180, $1), point(180, $3))))
        order by distance, v.vendor_id limit $7
        """;

    // The gateway that had the vendor's socket cannot remove it any more. A position told by somebody else since then stays.
    private const string RemoveLostSql =
        "delete from vendors v using users u where u.user_id = v.vendor_id and u.connections = 0 and u.last_seen >= v.at returning v.vendor_id";

    /// <summary>Takes positions; returns how many were newer than what was known.</summary>
    public async Task<int> PutAsync(IReadOnlyList<VendorPosition> positions, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select vendor_positions($1, $2, $3, $4)");
        command.Parameters.Texts(positions.Select(position => position.VendorId));
        command.Parameters.Add(new NpgsqlParameter<double[]> { TypedValue = [.. positions.Select(position => position.Lat)] });
        command.Parameters.Add(new NpgsqlParameter<double[]> { TypedValue = [.. positions.Select(position => position.Lng)] });
        command.Parameters.Times(positions.Select(position => (DateTimeOffset?)(position.At == default ? time.GetUtcNow() : position.At)));
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task RemoveAsync(string vendorId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("delete from vendors where vendor_id = $1");
        command.Parameters.Text(vendorId);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Removes the vendors whose sockets died with their gateway, if <paramref name="tell"/> takes the word of it; says whether it did.</summary>
    public async Task<bool> RemoveLostAsync(Func<IReadOnlyList<string>, bool> tell, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var lost = new List<string>();
        await using (var command = new NpgsqlCommand(RemoveLostSql, connection))
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                lost.Add(reader.GetString(0));
            }
        }

        if (!tell(lost))
        {
            return false;
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    public async Task<IReadOnlyList<VendorNear>> NearAsync(GeoBox box, int? limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(NearSql);
        foreach (var degrees in new[] { box.South, box.West, box.North, box.East, box.CentreLat, box.CentreLng })
        {
            command.Parameters.Add(new NpgsqlParameter<double> { TypedValue = degrees });
        }

        command.Parameters.Number(Math.Clamp(limit ?? options.Value.DefaultLimit, 1, options.Value.MaxLimit));
        command.Parameters.Add(new NpgsqlParameter { Value = (time.GetUtcNow() - options.Value.TimeToLive).UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        var vendors = new List<VendorNear>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            vendors.Add(new VendorNear(reader.GetString(0), reader.GetDouble(1), reader.GetDouble(2), reader.GetFieldValue<DateTimeOffset>(3), Math.Round(reader.GetDouble(4), 1)));
        }

        return vendors;
    }
}
