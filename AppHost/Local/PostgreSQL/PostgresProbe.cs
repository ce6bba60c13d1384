using Aspire.Hosting.Orchestration.Health;
using Npgsql;

namespace Aspire.Hosting.PostgreSQL;

internal static class PostgresProbe
{
    /// <summary>Logs in and asks for one row.</summary>
    public static async Task<ProbeResult> CheckAsync(string connectionString, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(WithoutPool(connectionString));
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand("SELECT 1", connection);
            await command.ExecuteScalarAsync(cancellationToken);
            return ProbeResult.Healthy;
        }
        catch (PostgresException exception)
        {
            return exception.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification or PostgresErrorCodes.InvalidCatalogName
                ? ProbeResult.Refused(exception.MessageText)
                : ProbeResult.Unhealthy(exception.MessageText);
        }
        catch (NpgsqlException exception)
        {
            return ProbeResult.Unhealthy(exception.InnerException?.Message ?? exception.Message);
        }
        catch (TimeoutException)
        {
            return ProbeResult.Unhealthy("it does not answer in time");
        }
    }

    internal static string WithoutPool(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Timeout = 5, CommandTimeout = 10 }.ConnectionString;
}
