using RabbitMQ.Client;
using Realtime.Messaging;
using Realtime.Messaging.Consuming;
using Realtime.OfflineDelivery.Sequencing;
using Realtime.ServiceDefaults.Databases;

namespace Realtime.OfflineDelivery.Ingress;

/// <summary>
/// Gives identities to messages that have none, the same again when the broker delivers one again: they are kept in the database from before a message is
/// passed on until just before it is acknowledged. So what is kept when a consumer starts is what its queue begins with, and place and content together
/// tell which message is which.
/// </summary>
internal sealed class GivenIds(GivenIdStore store, DatabaseGate gate)
{
    private readonly Dictionary<ulong, GivenId> _given = [];
    private Queue<GivenId> _left = new();
    private IChannel? _channel;
    private Guid _owner;

    /// <summary>Identities of the nameless messages of one batch, by their tags. A batch that is tried again gets the same.</summary>
    public async Task<IReadOnlyDictionary<ulong, GivenId>> GiveAsync(IReadOnlyList<BufferedDelivery> nameless, CancellationToken cancellationToken)
    {
        if (nameless.Count == 0)
        {
            return _given;
        }

        await BeginAsync(nameless[0].Channel, cancellationToken);
        if (_given.Count == 0)
        {
            foreach (var delivery in nameless)
            {
                _given.Add(delivery.Tag, Identify(delivery));
            }
        }

        await store.KeepAsync(_owner, [.. _given.Values, .. _left], cancellationToken);
        return _given;
    }

    /// <summary>The batch has been passed on, and is acknowledged when this returns.</summary>
    public async Task DoneAsync(CancellationToken cancellationToken)
    {
        if (_given.Count > 0)
        {
            // Were they kept beyond the acknowledgement, another message with the same content could be taken for one of these, and be lost.
            await store.KeepAsync(_owner, _left, cancellationToken);
            _given.Clear();
        }
    }

    private async Task BeginAsync(IChannel channel, CancellationToken cancellationToken)
    {
        if (channel == _channel)
        {
            return;
        }

        await gate.WaitAsync(cancellationToken);
        _given.Clear();
        _owner = Guid.NewGuid();
        _left = new Queue<GivenId>(await store.TakeAsync(_owner, cancellationToken));
        _channel = channel;
    }

    private GivenId Identify(BufferedDelivery delivery)
    {
        var content = MessageKey.Of(delivery.RoutingKey, delivery.Body.Span);
        if (delivery.Redelivered && _left.TryPeek(out var next) && next.Content == content)
        {
            return _left.Dequeue();
        }

        _left.Clear();
        return new GivenId(MessageIds.New(), content);
    }
}
