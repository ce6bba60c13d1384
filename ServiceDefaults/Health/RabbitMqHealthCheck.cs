using Microsoft.Extensions.Diagnostics.HealthChecks;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Realtime.ServiceDefaults.Health;

/// <summary>Keeps one connection and reports whether it is open; opens it again when it is not.</summary>
internal sealed class RabbitMqHealthCheck(Uri address) : IHealthCheck, IAsyncDisposable
{
    private readonly ConnectionFactory _factory = new()
    {
        Uri = address,
        AutomaticRecoveryEnabled = false,
        ClientProvidedName = "health",
        RequestedConnectionTimeout = TimeSpan.FromSeconds(3),
    };

    private readonly SemaphoreSlim _gate = new(1, 1);
    private IConnection? _connection;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_connection is not { IsOpen: true })
            {
                await CloseAsync();
                _connection = await _factory.CreateConnectionAsync(cancellationToken);
            }

            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is BrokerUnreachableException or RabbitMQClientException or IOException or TimeoutException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "cannot be reached");
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _gate.Dispose();
    }

    private async ValueTask CloseAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync();
        }
    }
}
