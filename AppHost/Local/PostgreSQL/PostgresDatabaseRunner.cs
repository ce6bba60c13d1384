using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Orchestration.Instances;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Aspire.Hosting.PostgreSQL;

/// <summary>Makes a database when its server is up.</summary>
internal sealed class PostgresDatabaseRunner(ResourceInstance instance, PostgresDatabaseResource database, RunContext context) : InstanceRunner(instance, context)
{
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        var server = (await database.Parent.ConnectionStringExpression.GetValueAsync(cancellationToken))!;
        try
        {
            await CreateAsync(server, cancellationToken);
        }
        catch (PostgresException exception)
        {
            throw new DistributedApplicationException($"The database {database.DatabaseName} cannot be made: {exception.MessageText}.", exception);
        }

        Publish(static snapshot => snapshot with { State = new ResourceStateSnapshot(KnownResourceStates.Running, "success"), HealthStatus = HealthStatus.Healthy });
    }

    protected override void OnFailedToStart(string reason) => Context.Failure.Report(reason);

    private async Task CreateAsync(string server, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(PostgresProbe.WithoutPool(server));
        await connection.OpenAsync(cancellationToken);
        await using var find = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection) { Parameters = { new() { Value = database.DatabaseName } } };
        if (await find.ExecuteScalarAsync(cancellationToken) is not null)
        {
            return;
        }

        var quoted = new NpgsqlCommandBuilder().QuoteIdentifier(database.DatabaseName);
        await using var create = new NpgsqlCommand($"CREATE DATABASE {quoted}", connection);
        await create.ExecuteNonQueryAsync(cancellationToken);
    }
}
