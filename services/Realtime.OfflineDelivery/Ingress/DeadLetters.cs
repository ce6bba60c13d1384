using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using Realtime.Contracts.Wire;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Connections;
using Realtime.Messaging.Publishing;
using Realtime.Messaging.Topology;
using Realtime.OfflineDelivery.Diagnostics;

namespace Realtime.OfflineDelivery.Ingress;

/// <summary>The queue of messages that could not be understood: buried with a reason, listed, and sent on their way again.</summary>
internal sealed class DeadLetters(
    ConfirmedPublisher publisher,
    BrokerConnection broker,
    ClientName origin,
    IOptions<MessagingOptions> messaging,
    DeliveryMetrics metrics,
    TimeProvider time)
{
    private const string KeyHeader = "x-original-routing-key";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Buries a message; returns when the broker has it.</summary>
    public async Task BuryAsync(string routingKey, string? contentType, ReadOnlyMemory<byte> body, string reason, CancellationToken cancellationToken)
    {
        metrics.Dead();
        while (true)
        {
            var properties = new BasicProperties
            {
                ContentType = contentType,
                Timestamp = new AmqpTimestamp(time.GetUtcNow().ToUnixTimeSeconds()),
                Headers = new Dictionary<string, object?> { [BusNames.ReasonHeader] = reason, [KeyHeader] = routingKey },
            };
            if (await publisher.PublishAsync("", BusNames.DeadLetterQueue, body, properties, cancellationToken) == PublishResult.Confirmed)
            {
                return;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    /// <summary>Buries an entry of a batch, as a batch of its own.</summary>
    public async Task BuryAsync(BatchEntry entry, string reason, CancellationToken cancellationToken)
    {
        using var batch = new BatchWriter(origin.Value);
        batch.Write(entry);
        await BuryAsync(Shard.Key(Shard.Of(entry.Target, messaging.Value.Shards)), BusNames.BatchContentType, batch.WrittenMemory, reason, cancellationToken);
    }

    /// <summary>How many there are, and the oldest.</summary>
    public async Task<DeadLetterList> ListAsync(int limit, CancellationToken cancellationToken)
    {
        var connection = await broker.GetAsync(cancellationToken);
        // Closing the channel gives the messages back in their order.
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var letters = new List<DeadLetter>();
        var total = 0L;
        while (letters.Count < limit && await channel.BasicGetAsync(BusNames.DeadLetterQueue, autoAck: false, cancellationToken) is { } message)
        {
            total = letters.Count + 1 + message.MessageCount;
            letters.Add(new DeadLetter(
                Header(message, BusNames.ReasonHeader) ?? "",
                Header(message, KeyHeader) ?? "",
                message.BasicProperties.ContentType,
                message.BasicProperties.Timestamp.UnixTime > 0 ? DateTimeOffset.FromUnixTimeSeconds(message.BasicProperties.Timestamp.UnixTime) : null,
                IsBatch(message) ? Convert.ToBase64String(message.Body.Span) : Encoding.UTF8.GetString(message.Body.Span)));
        }

        return new DeadLetterList(total, letters);
    }

    /// <summary>Publishes the oldest again where they came from; those that are still wrong come back. Null when the broker did not take one.</summary>
    public async Task<int?> RedriveAsync(int limit, CancellationToken cancellationToken)
    {
        var connection = await broker.GetAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var redriven = 0;
        var left = limit;
        while (redriven < left && await channel.BasicGetAsync(BusNames.DeadLetterQueue, autoAck: false, cancellationToken) is { } message)
        {
            // Only those that are there now: what comes back is not sent again at once.
            left = redriven == 0 ? (int)Math.Min(limit, message.MessageCount + 1) : left;
            var properties = new BasicProperties { ContentType = message.BasicProperties.ContentType };
            var exchange = IsBatch(message) ? BusNames.ShardsExchange : BusNames.PublishExchange;
            if (await publisher.PublishAsync(exchange, Header(message, KeyHeader) ?? "", message.Body, properties, cancellationToken) != PublishResult.Confirmed)
            {
                return null;
            }

            await channel.BasicAckAsync(message.DeliveryTag, multiple: false, cancellationToken);
            redriven++;
        }

        return redriven;
    }

    private static bool IsBatch(BasicGetResult message) => message.BasicProperties.ContentType == BusNames.BatchContentType;

    private static string? Header(BasicGetResult message, string name) =>
        message.BasicProperties.Headers?.TryGetValue(name, out var value) != true ? null
        : value is byte[] text ? Encoding.UTF8.GetString(text)
        : Convert.ToString(value, CultureInfo.InvariantCulture);
}
