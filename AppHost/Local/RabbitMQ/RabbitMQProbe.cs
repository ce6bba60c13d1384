using Aspire.Hosting.Orchestration.Health;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Aspire.Hosting.RabbitMQ;

internal static class RabbitMQProbe
{
    /// <summary>Logs in and out.</summary>
    public static async Task<ProbeResult> CheckAsync(Uri connectionString, CancellationToken cancellationToken)
    {
        try
        {
            var factory = new ConnectionFactory { Uri = connectionString, RequestedConnectionTimeout = TimeSpan.FromSeconds(5), AutomaticRecoveryEnabled = false };
            await using var connection = await factory.CreateConnectionAsync("realtime-host", cancellationToken);
            await connection.CloseAsync(cancellationToken);
            return ProbeResult.Healthy;
        }
        catch (BrokerUnreachableException exception)
        {
            return exception.InnerException is AuthenticationFailureException or PossibleAuthenticationFailureException
                ? ProbeResult.Refused("the broker refuses the user name or the password")
                : ProbeResult.Unhealthy(exception.InnerException?.Message ?? exception.Message);
        }
        catch (OperationInterruptedException exception)
        {
            return ProbeResult.Refused(exception.ShutdownReason?.ReplyText ?? exception.Message);
        }
    }
}
