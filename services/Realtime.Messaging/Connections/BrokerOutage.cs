using System.Net.Sockets;
using RabbitMQ.Client.Exceptions;

namespace Realtime.Messaging.Connections;

/// <summary>Tells the exceptions of a broker that is away, or that answers nobody because of an alarm, from mistakes.</summary>
public static class BrokerOutage
{
    /// <summary>Whether an exception of the broker's client means an outage. The client's own time limits come as cancellations: one is an outage unless <paramref name="stopping"/> asked for it.</summary>
    public static bool Is(Exception exception, CancellationToken stopping) =>
        exception is RabbitMQClientException or TimeoutException or SocketException or IOException or ObjectDisposedException
        || (exception is OperationCanceledException && !stopping.IsCancellationRequested);
}
