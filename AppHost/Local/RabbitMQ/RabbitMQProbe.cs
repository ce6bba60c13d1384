using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Aspire.Hosting.RabbitMQ;

internal static class RabbitMQProbe
{
    /// <summary>Logs in and out; null when that works, otherwise what went wrong, without any secret.</summary>
    public static async Task<string?> CheckAsync(Uri connectionString, CancellationToken cancellationToken)
    {
        try
        {
            var factory = new ConnectionFactory { Uri = connectionString, RequestedConnectionTimeout = TimeSpan.FromSeconds(5) };
            await using var connection = await factory.CreateConnectionAsync("realtime-host", cancellationToken);
            await connection.CloseAsync(cancellationToken);
            return null;
        }
        catch (BrokerUnreachableException exception)
        {
            return exception.InnerException is AuthenticationFailureException or PossibleAuthenticationFailureException
                ? "the broker refuses the user name or the password"
                : exception.InnerException?.Message ?? exception.Message;
        }
        catch (OperationInterruptedException exception)
        {
            return exception.Message;
        }
    }
}
