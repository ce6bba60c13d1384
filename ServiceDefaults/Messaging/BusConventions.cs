using MassTransit;
using MassTransit.RabbitMqTransport.Configuration;

namespace Realtime.ServiceDefaults.Messaging;

internal static class BusConventions
{
    private static readonly TimeSpan[] RetryIntervals = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5)];

    public static void Apply(IReceiveEndpointConfigurator endpoint)
    {
        endpoint.UseMessageRetry(retry => retry.Intervals(RetryIntervals));
        if (endpoint is not IRabbitMqReceiveEndpointConfigurator rabbit)
        {
            return;
        }

        if (endpoint is IRabbitMqReceiveEndpointConfiguration { Settings: { AutoDelete: true } or { Durable: false } })
        {
            // Newer brokers refuse transient queues that are not exclusive; a durable one that expires serves as well.
            rabbit.Durable = true;
        }
        else
        {
            rabbit.SetQuorumQueue();
        }
    }
}
