using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using Realtime.Contracts.Wire;
using Realtime.Gateway.Delivery;
using Realtime.Gateway.Hub;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Connections;
using Realtime.Messaging.Consuming;
using Realtime.Messaging.Topology;

namespace Realtime.Gateway.Backplane;

/// <summary>Consumes the gateway's own queue: binds what is held at each connect, then hands batch after batch to the router, each as one burst.</summary>
internal sealed class GatewayConsumer : BackgroundService
{
    private readonly GatewayNode _node;
    private readonly Bindings _bindings;
    private readonly BrokerConnection _broker;
    private readonly EntryRouter _router;
    private readonly DeliveryLane _lane;
    private readonly InboxDrains _drains;
    private readonly RoomCatchUps _catchUps;
    private readonly ConnectionHub _hub;
    private readonly QueueConsumer _consumer;
    private readonly int _acknowledgeEvery;
    private int _unacknowledged;
    private bool _attachedBefore;

    public GatewayConsumer(
        GatewayNode node,
        Bindings bindings,
        BrokerConnection broker,
        EntryRouter router,
        DeliveryLane lane,
        InboxDrains drains,
        RoomCatchUps catchUps,
        ConnectionHub hub,
        IOptions<BackplaneOptions> options,
        ILogger<GatewayConsumer> logger)
    {
        _node = node;
        _bindings = bindings;
        _broker = broker;
        _router = router;
        _lane = lane;
        _drains = drains;
        _catchUps = catchUps;
        _hub = hub;
        _acknowledgeEvery = Math.Max(1, options.Value.Prefetch / 4);
        var queue = new ConsumerOptions(BusNames.GatewayQueuePrefix + node.Id) { Prefetch = (ushort)options.Value.Prefetch, Prepare = PrepareAsync };
        _consumer = new QueueConsumer(broker, queue, OnDelivery, logger);
        broker.Changed += OnBrokerChanged;
    }

    public override void Dispose()
    {
        _broker.Changed -= OnBrokerChanged;
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _consumer.RunAsync(stoppingToken);

    private void OnBrokerChanged(bool connected)
    {
        if (!connected)
        {
            _bindings.Detach();
        }
    }

    private async Task PrepareAsync(IChannel channel, CancellationToken cancellationToken)
    {
        var queue = await BusTopology.DeclareGatewayQueueAsync(channel, _node.Id, cancellationToken);
        await _bindings.AttachAsync(channel, queue, cancellationToken);
        _unacknowledged = 0;
        if (_attachedBefore)
        {
            _drains.RestartAll();
            _catchUps.StartAll();
        }

        _attachedBefore = true;
    }

    private ValueTask OnDelivery(Realtime.Messaging.Consuming.Delivery delivery, CancellationToken cancellationToken)
    {
        lock (_lane.Gate)
        {
            using var burst = _hub.BeginBurst();
            if (delivery.Properties.ContentType == BusNames.BatchContentType)
            {
                _router.Route(new BatchReader(delivery.Body));
            }
        }

        // A batch that is lost with its gateway is not needed any more: acknowledging only bounds what is under way.
        return ++_unacknowledged < _acknowledgeEvery ? ValueTask.CompletedTask : AcknowledgeAsync(delivery);
    }

    private async ValueTask AcknowledgeAsync(Realtime.Messaging.Consuming.Delivery delivery)
    {
        _unacknowledged = 0;
        try
        {
            await delivery.Channel.BasicAckAsync(delivery.Tag, multiple: true);
        }
        catch (Exception exception) when (BrokerOutage.Is(exception, CancellationToken.None))
        {
            // The channel went away with its queue; there is nothing left to acknowledge.
        }
    }
}
