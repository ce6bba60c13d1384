using RabbitMQ.Client;
using Realtime.Messaging.Publishing;

namespace Realtime.OfflineDelivery.Replay;

/// <summary>A replay under way, page by page.</summary>
internal interface IReplay
{
    /// <summary>What it answers.</summary>
    IReadOnlyList<ReplayRequest> Requests { get; }

    /// <summary>Sends the next page; true when that was the last. What failed is sent again by the next call: receivers know what they have.</summary>
    Task<bool> NextAsync(FanoutBatcher batcher, IChannel channel, CancellationToken cancellationToken);
}
