using System.Diagnostics;
using Microsoft.Extensions.Options;
using Realtime.Contracts.Wire;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Connections;
using Realtime.Messaging.Publishing;
using Realtime.Messaging.Topology;

namespace Realtime.OfflineDelivery.Ingress;

/// <summary>The one way in for messages that do not come from a socket: HTTP, commands and plain AMQP all end here and mean the same.</summary>
internal sealed class MessageIntake(ShardPublisher shards, ConfirmedPublisher publisher, ClientName origin, IOptions<MessagingOptions> messaging, TimeProvider time)
{
    public Task<PublishResult> ToRoomAsync(string room, string type, ReadOnlyMemory<byte> data, string messageId, int ttlSeconds, string? sender = null, string? publisher = null) =>
        PublishAsync(RoomEntry(room, type, data, messageId, ttlSeconds) with { Sender = sender, Publisher = publisher == sender ? null : publisher });

    public Task<PublishResult> ToUserAsync(string userId, string type, ReadOnlyMemory<byte> data, string messageId, int ttlSeconds, string? sender = null, string? publisher = null) =>
        PublishAsync(UserEntry(userId, type, data, messageId, ttlSeconds) with { Sender = sender, Publisher = publisher == sender ? null : publisher });

    public BatchEntry RoomEntry(string room, string type, ReadOnlyMemory<byte> data, string messageId, int ttlSeconds) =>
        Entry(EntryKind.RoomPublish, RoutingKeys.Room(room), type, data, messageId, ttlSeconds);

    public BatchEntry UserEntry(string userId, string type, ReadOnlyMemory<byte> data, string messageId, int ttlSeconds) =>
        Entry(EntryKind.UserMessage, RoutingKeys.User(userId), type, data, messageId, ttlSeconds);

    public Task<PublishResult> PublishAsync(in BatchEntry entry) => shards.PublishAsync(entry);

    /// <inheritdoc cref="ShardPublisher.PublishInOrderAsync(IEnumerable{BatchEntry})"/>
    public Task<PublishResult> PublishInOrderAsync(IEnumerable<BatchEntry> entries) => shards.PublishInOrderAsync(entries);

    /// <summary>To everybody who is connected now. Confirmed by the broker; that nobody listens is no failure.</summary>
    public async Task<PublishResult> ToAllAsync(string type, ReadOnlyMemory<byte> data, string messageId)
    {
        using var batch = new BatchWriter(origin.Value);
        batch.Write(Entry(EntryKind.Broadcast, BusNames.AllKey, type, data, messageId, 0) with { Flags = EntryFlags.None });
        var properties = new RabbitMQ.Client.BasicProperties { ContentType = BusNames.BatchContentType, Expiration = Expiration(messaging.Value.ConfirmTimeout) };
        var result = await publisher.PublishAsync(BusNames.FanoutExchange, BusNames.AllKey, batch.WrittenMemory, properties);
        return result == PublishResult.Returned ? PublishResult.Confirmed : result;
    }

    private static string Expiration(TimeSpan time) => ((long)time.TotalMilliseconds).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private BatchEntry Entry(EntryKind kind, string target, string type, ReadOnlyMemory<byte> data, string messageId, int ttlSeconds) => new()
    {
        Kind = kind,
        Flags = EntryFlags.Durable,
        Target = target,
        Type = type,
        MessageId = messageId,
        Timestamp = time.GetUtcNow().ToUnixTimeMilliseconds(),
        TtlSeconds = ttlSeconds,
        Trace = Activity.Current?.Id,
        Data = data,
    };
}
