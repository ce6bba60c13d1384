using Npgsql;
using NpgsqlTypes;

namespace Realtime.OfflineDelivery.Data;

/// <summary>Positional parameters with their types; arrays may hold nulls.</summary>
internal static class Columns
{
    public static void Add<T>(this NpgsqlParameterCollection parameters, T[] values, NpgsqlDbType type) =>
        parameters.Add(new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type });

    public static void Text(this NpgsqlParameterCollection parameters, string value) => parameters.Add(new NpgsqlParameter<string> { TypedValue = value });

    public static void Big(this NpgsqlParameterCollection parameters, long value) => parameters.Add(new NpgsqlParameter<long> { TypedValue = value });

    public static void Number(this NpgsqlParameterCollection parameters, int value) => parameters.Add(new NpgsqlParameter<int> { TypedValue = value });

    public static void Time(this NpgsqlParameterCollection parameters, DateTimeOffset value) =>
        parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = value.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });

    /// <summary>A time column as UTC.</summary>
    public static DateTimeOffset Time(this NpgsqlDataReader reader, int column) => new(reader.GetDateTime(column), TimeSpan.Zero);

    public static string? TextOrNull(this NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
