using Npgsql;

namespace Aspire.Hosting.PostgreSQL;

internal static class PostgresProbe
{
    /// <summary>Logs in and asks for one row; null when that works, otherwise what went wrong, without any secret.</summary>
    public static async Task<string?> CheckAsync(string connectionString, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(WithoutPool(connectionString));
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand("SELECT 1", connection);
            await command.ExecuteScalarAsync(cancellationToken);
            return null;
        }
        catch (NpgsqlException exception)
        {
            return exception is PostgresException refused ? refused.MessageText : exception.InnerException?.Message ?? exception.Message;
        }
    }

    internal static string WithoutPool(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Timeout = 5, CommandTimeout = 10 }.ConnectionString;
}
