using RabbitMQ.Client;

namespace Realtime.Messaging.Consuming;

/// <summary>A message copied out of the client's buffers.</summary>
/// <param name="Channel">Channel on which it came.</param>
/// <param name="Tag">Tag on that channel.</param>
/// <param name="Redelivered">Whether the broker delivered it before.</param>
/// <param name="RoutingKey">Key with which it was published.</param>
/// <param name="Headers">Headers.</param>
/// <param name="ContentType">Content type.</param>
/// <param name="MessageId">Message id of the properties.</param>
/// <param name="AppId">Application id of the properties.</param>
/// <param name="Body">Content.</param>
/// <param name="Weight">How much it counts towards a full batch.</param>
/// <param name="ReceivedAt">Timestamp of the clock's counter at arrival.</param>
public sealed record BufferedDelivery(
    IChannel Channel,
    ulong Tag,
    bool Redelivered,
    string RoutingKey,
    IDictionary<string, object?>? Headers,
    string? ContentType,
    string? MessageId,
    string? AppId,
    ReadOnlyMemory<byte> Body,
    int Weight,
    long ReceivedAt);
