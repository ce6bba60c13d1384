using System.Threading.Channels;
using Realtime.OfflineDelivery.Sequencing;

namespace Realtime.OfflineDelivery.Replay;

/// <summary>Requests whose batch is stored. Bounded by the prefetch of the shards' queues, because each holds its broker message open.</summary>
internal sealed class ReplayQueue
{
    private readonly Channel<ReplayRequest> _requests = Channel.CreateUnbounded<ReplayRequest>();

    public ChannelReader<ReplayRequest> Reader => _requests.Reader;

    public void Enqueue(IEnumerable<ReplayRequest> requests)
    {
        foreach (var request in requests)
        {
            AcknowledgementTracker.Hold(request.Delivery.Message);
            _requests.Writer.TryWrite(request);
        }
    }
}
