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
        select v.vendor_id, v.lat, v.lng, v.at, v.revision,
          12742000 * asin(sqrt(least(1, sin(radians(v.lat - $5) / 2) ^ 2 + cos(radians($5)) * cos(radians(v.lat)) * sin(radians(v.lng - $6) / 2) ^ 2))) as distance
        from vendors v
        where v.online and v.lat is not null and v.at > $8
          and (point(v.lng, v.lat) <@ box(point($2, $1), point(case when $2 <= $4 then $4 else 180 end, $3))
            or point(v.lng, v.lat) <@ box(point(case when $2 <= $4 then $2 else -180 end, $1), point($4, $3))
            or ($4 = 180 and point(v.lng, v.lat) <@ box(point(-180, $1), point(-180, $3)))
            or ($2 = -180 and point(v.lng, v.lat) <@ box(point(180, $1), point(180, $3))))
        order by distance, v.vendor_id limit $7
        """;

    /// <summary>Takes positions; returns how many counted and when followers are to be told.</summary>
    public async Task<(int Accepted, TimeSpan Due)> PutAsync(IReadOnlyList<VendorPosition> positions, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var command = database.CreateCommand("select * from vendor_positions($1, $2, $3, $4, $5)");
        command.Parameters.Texts(positions.Select(position => position.VendorId));
        command.Parameters.Add(new NpgsqlParameter<double[]> { TypedValue = [.. positions.Select(position => position.Lat!.Value)] });
        command.Parameters.Add(new NpgsqlParameter<double[]> { TypedValue = [.. positions.Select(position => position.Lng!.Value)] });
        command.Parameters.Times(positions.Select(position => position.At ?? now).Select(at => (DateTimeOffset?)at));
        command.Parameters.Interval(options.Value.FeedInterval);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt32(0), reader.GetTimeSpan(1));
    }

    public async Task SetStatusAsync(VendorStatus status, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select vendor_status($1, $2, $3, $4)");
        command.Parameters.Text(status.VendorId);
        command.Parameters.Flag(status.Online!.Value);
        command.Parameters.Text(status.GatewayId);
        command.Parameters.Text(status.ConnectionId);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<VendorsNear> NearAsync(GeoBox box, int? limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(NearSql);
        foreach (var degrees in new[] { box.SwLat, box.SwLng, box.NeLat, box.NeLng, box.CentreLat, box.CentreLng })
        {
            command.Parameters.Add(new NpgsqlParameter<double> { TypedValue = degrees });
        }

        command.Parameters.Number(Math.Clamp(limit ?? options.Value.DefaultLimit, 1, options.Value.MaxLimit));
        command.Parameters.Add(new NpgsqlParameter { Value = (time.GetUtcNow() - options.Value.PositionRetention).UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        var vendors = new List<VendorNear>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            vendors.Add(new VendorNear(reader.GetString(0), reader.GetDouble(1), reader.GetDouble(2), reader.GetFieldValue<DateTimeOffset>(3), Math.Round(reader.GetDouble(5), 1), reader.GetInt64(4)));
        }

        return new VendorsNear(vendors);
    }

    /// <summary>Takes what followers are to be told now, and says when the next of it is due; null when nothing waits.</summary>
    public async Task<(IReadOnlyList<VendorNews> News, TimeSpan? NextDue)> TakeNewsAsync(CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select * from vendor_feed($1, $2)")
        {
            Parameters = { new NpgsqlParameter<TimeSpan> { TypedValue = options.Value.FeedInterval }, new NpgsqlParameter<int> { TypedValue = options.Value.FeedChunk } },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select min(published_at) + $1 - clock_timestamp() from vendors where position_pending or status_pending")
        {
            Parameters = { new NpgsqlParameter<TimeSpan> { TypedValue = options.Value.FeedInterval } },
        });
        var news = new List<VendorNews>();
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            news.Add(new VendorNews(
                reader.GetString(0),
                Degrees(reader, 1),
                Degrees(reader, 2),
                reader.IsDBNull(3) ? null : reader.GetFieldValue<DateTimeOffset>(3),
                reader.GetBoolean(4),
                reader.GetInt64(5),
                reader.GetBoolean(6),
                reader.GetBoolean(7),
                Degrees(reader, 8),
                Degrees(reader, 9)));
        }

        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (news, reader.IsDBNull(0) ? null : reader.GetTimeSpan(0));
    }

    private static double? Degrees(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetDouble(column);
}
