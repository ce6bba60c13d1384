using Npgsql;
using NpgsqlTypes;

namespace Realtime.Presence.Data;

/// <summary>Adds arrays as positional parameters, each with its type, nulls allowed inside.</summary>
internal static class Columns
{
    public static void Texts(this NpgsqlParameterCollection parameters, IEnumerable<string?> values) =>
        parameters.Add(new NpgsqlParameter { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });

    public static void Times(this NpgsqlParameterCollection parameters, IEnumerable<DateTimeOffset?> values) =>
        parameters.Add(new NpgsqlParameter { Value = values.Select(value => value?.UtcDateTime).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz });

    public static void Numbers(this NpgsqlParameterCollection parameters, IEnumerable<int?> values) =>
        parameters.Add(new NpgsqlParameter { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer });

    public static void Bigs(this NpgsqlParameterCollection parameters, IEnumerable<long> values) =>
        parameters.Add(new NpgsqlParameter { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });

    public static void Flags(this NpgsqlParameterCollection parameters, IEnumerable<bool> values) =>
        parameters.Add(new NpgsqlParameter { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Boolean });

    public static void Text(this NpgsqlParameterCollection parameters, string? value) =>
        parameters.Add(new NpgsqlParameter { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });

    public static void Interval(this NpgsqlParameterCollection parameters, TimeSpan value) =>
        parameters.Add(new NpgsqlParameter { Value = value, NpgsqlDbType = NpgsqlDbType.Interval });

    public static void Number(this NpgsqlParameterCollection parameters, int value) =>
        parameters.Add(new NpgsqlParameter { Value = value, NpgsqlDbType = NpgsqlDbType.Integer });

    public static void Flag(this NpgsqlParameterCollection parameters, bool value) =>
        parameters.Add(new NpgsqlParameter { Value = value, NpgsqlDbType = NpgsqlDbType.Boolean });
}
