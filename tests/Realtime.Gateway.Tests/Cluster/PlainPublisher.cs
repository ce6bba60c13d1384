using RabbitMQ.Client;

namespace Realtime.Gateway.Tests.Cluster;

/// <summary>Any AMQP client: publishes plain JSON, confirmed.</summary>
internal static class PlainPublisher
{
    public static async Task PublishAsync(string broker, string routingKey, byte[] body)
    {
        var factory = new ConnectionFactory { Uri = new Uri(broker) };
        await using var connection = await factory.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        await channel.BasicPublishAsync("realtime.publish", routingKey, mandatory: true, new BasicProperties(), body);
    }
}
