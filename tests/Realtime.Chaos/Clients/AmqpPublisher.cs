using System.Text;
using RabbitMQ.Client;
using Realtime.Chaos.History;
using Realtime.Contracts.Wire;

namespace Realtime.Chaos.Clients;

/// <summary>Plain JSON with confirms, as a service in any language would.</summary>
internal sealed class AmqpPublisher(int number, bool inBody, ChaosOptions options, ChaosStack stack, string[] rooms, Ledger ledger)
    : Publisher(number, options, rooms, ledger)
{
    private IConnection? _connection;
    private IChannel? _channel;

    protected override async Task<bool> TryPublishAsync(string target, string messageId, CancellationToken cancellationToken)
    {
        if (_channel is not { IsOpen: true })
        {
            await CloseAsync();
            var factory = new ConnectionFactory { Uri = await stack.BrokerAsync(cancellationToken), AutomaticRecoveryEnabled = false };
            _connection = await factory.CreateConnectionAsync(cancellationToken);
            _channel = await _connection.CreateChannelAsync(new CreateChannelOptions(true, true), cancellationToken);
        }

        // Every other one names its messages in the properties, as many AMQP libraries do.
        var body = inBody ? $$"""{"type":"chaos","data":{"by":"amqp"},"message_id":"{{messageId}}"}""" : """{"type":"chaos","data":{"by":"amqp"}}""";
        var properties = new BasicProperties { Persistent = true, MessageId = inBody ? null : messageId };
        // Completes with the confirm; throws when the message is returned or refused.
        await _channel.BasicPublishAsync(BusNames.PublishExchange, target, mandatory: true, properties, Encoding.UTF8.GetBytes(body), cancellationToken);
        return true;
    }

    protected override async ValueTask CloseAsync()
    {
        var (channel, connection) = (_channel, _connection);
        (_channel, _connection) = (null, null);
        if (connection is not null)
        {
            connection.Dispose();
        }

        if (channel is not null)
        {
            await channel.DisposeAsync();
        }
    }
}
