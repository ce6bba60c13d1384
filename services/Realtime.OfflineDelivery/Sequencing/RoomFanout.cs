using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Connections;
using Realtime.Messaging.Publishing;

namespace Realtime.OfflineDelivery.Sequencing;

/// <summary>Sends accepted room messages to the gateways.</summary>
internal sealed class RoomFanout(ClientName origin, IOptions<MessagingOptions> options) : IDisposable
{
    private readonly FanoutBatcher _batcher = new(origin, options.Value);

    /// <summary>
    /// Publishes what is new, and again what was stored by an attempt that may have ended before its fan-out; receivers drop by offset what they have.
    /// </summary>
    public async Task PublishAsync(IEnumerable<PendingMessage> messages, IChannel channel, CancellationToken cancellationToken)
    {
        foreach (var message in messages)
        {
            if (message.Kind is PendingKind.History or PendingKind.Ephemeral && (message.IsNew || IsLostFanout(message)))
            {
                _batcher.Add(message.Entry.Target, Entry(message));
            }
        }

        await _batcher.FlushAsync(channel, cancellationToken);
    }

    public void Dispose() => _batcher.Dispose();

    // A repeated message whose offset is unknown was a duplicate already when it was handled first.
    private static bool IsLostFanout(PendingMessage message) => message.Redelivered && (message.Kind == PendingKind.Ephemeral || message.Place > 0);

    private static BatchEntry Entry(PendingMessage message) => message.Entry with
    {
        Kind = EntryKind.RoomMessage,
        Flags = message.Entry.Flags | EntryFlags.Durable | (message.IsNew ? EntryFlags.None : EntryFlags.Redelivered),
        Epoch = message.Epoch,
        Offset = message.Place,
    };
}
