using System.Threading.Channels;
using Realtime.OfflineDelivery.Diagnostics;

namespace Realtime.OfflineDelivery.Events;

/// <summary>Events on their way to the bus; bounded, the newest are dropped and counted when the bus is away for long.</summary>
internal sealed class EventQueue(DeliveryMetrics metrics)
{
    private const int MaxWaiting = 50_000;

    private readonly Channel<object> _events = Channel.CreateBounded<object>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    public ChannelReader<object> Reader => _events.Reader;

    public void Add(object message)
    {
        if (!_events.Writer.TryWrite(message))
        {
            metrics.EventsDropped(1);
        }
    }
}
