using Realtime.Contracts.Wire;
using Realtime.Messaging;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Connections;
using Realtime.Messaging.Consuming;
using Realtime.Messaging.Ingress;
using Realtime.Messaging.Publishing;
using Realtime.OfflineDelivery.Diagnostics;

namespace Realtime.OfflineDelivery.Ingress;

/// <summary>Reads what anybody published to <c>realtime.publish</c>, checks it, and passes it on to the shards in order. A message is acknowledged when its shard has it.</summary>
internal sealed partial class PlainIngress : BackgroundService
{
    private readonly MessageIntake _intake;
    private readonly AgentEvents _agentEvents;
    private readonly GivenIds _ids;
    private readonly DeadLetters _dead;
    private readonly DeliveryMetrics _metrics;
    private readonly ILogger<PlainIngress> _logger;
    private readonly BatchConsumer _consumer;

    public PlainIngress(BrokerConnection broker, MessageIntake intake, AgentEvents agentEvents, GivenIds ids, DeadLetters dead, DeliveryMetrics metrics, TimeProvider time, ILogger<PlainIngress> logger)
    {
        _intake = intake;
        _agentEvents = agentEvents;
        _ids = ids;
        _dead = dead;
        _metrics = metrics;
        _logger = logger;
        _consumer = new BatchConsumer(broker, new ConsumerOptions(BusNames.IngressQueue) { Prefetch = 1000 }, new BatchConsumerOptions { Window = TimeSpan.FromMilliseconds(1) }, HandleAsync, time, logger);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _consumer.RunAsync(stoppingToken);

    private async Task HandleAsync(IReadOnlyList<BufferedDelivery> batch, CancellationToken cancellationToken)
    {
        var messages = new List<(PlainMessage Message, BufferedDelivery Delivery)>(batch.Count);
        var dead = new List<(BufferedDelivery Delivery, string Reason)>();
        foreach (var delivery in batch)
        {
            switch (PlainMessage.TryParse(delivery.RoutingKey, delivery.Body, out var message, out var reason))
            {
                case PlainVerdict.Accepted:
                    messages.Add((message!, delivery));
                    break;
                case PlainVerdict.Dead:
                    dead.Add((delivery, reason));
                    break;
                default:
                    _metrics.UnknownKey();
                    Log.UnknownKey(_logger, delivery.RoutingKey);
                    break;
            }
        }

        var given = await _ids.GiveAsync([.. messages.Where(static item => IdOf(item.Message, item.Delivery) is null).Select(static item => item.Delivery)], cancellationToken);
        var entries = new List<BatchEntry>(messages.Count);
        var broadcasts = new List<Task<PublishResult>>();
        foreach (var (message, delivery) in messages)
        {
            var id = IdOf(message, delivery) ?? given[delivery.Tag].Id;
            using var span = DeliverySpans.Ingress(delivery.Headers, id);
            if (Pass(message, id, ApplicationOf(delivery), entries, broadcasts) is { } fault)
            {
                dead.Add((delivery, fault));
            }
        }

        await ConfirmAsync([_intake.PublishInOrderAsync(entries), .. broadcasts]);
        foreach (var (delivery, reason) in dead)
        {
            Log.Dead(_logger, delivery.RoutingKey, reason);
            await _dead.BuryAsync(delivery.RoutingKey, delivery.ContentType, delivery.Body, reason, cancellationToken);
        }

        await _ids.DoneAsync(cancellationToken);
    }

    private static async Task ConfirmAsync(Task<PublishResult>[] publishes)
    {
        if ((await Task.WhenAll(publishes)).Any(static result => result != PublishResult.Confirmed))
        {
            throw new IOException("The broker did not confirm all messages.");
        }
    }

    /// <summary>The identity in the body, or else in the properties; null when the publisher gave none.</summary>
    private static string? IdOf(PlainMessage message, BufferedDelivery delivery) =>
        (message.Target == PlainTarget.AgentEvent ? AgentEvents.IdOf(message.Data) : message.MessageId) ?? (MessageIds.IsValid(delivery.MessageId) ? delivery.MessageId : null);

    /// <summary>Whose ids these are, where the publisher says so.</summary>
    private static string? ApplicationOf(BufferedDelivery delivery) => delivery.AppId is { Length: > 0 } application && !application.Contains('\0') ? application : null;

    private string? Pass(PlainMessage message, string id, string? application, List<BatchEntry> entries, List<Task<PublishResult>> broadcasts)
    {
        switch (message.Target)
        {
            case PlainTarget.Room:
                entries.Add(_intake.RoomEntry(message.Name, message.Type, message.Data, id, message.TtlSeconds) with { Publisher = application });
                return null;
            case PlainTarget.User:
                entries.Add(_intake.UserEntry(message.Name, message.Type, message.Data, id, message.TtlSeconds) with { Publisher = application });
                return null;
            case PlainTarget.All:
                broadcasts.Add(_intake.ToAllAsync(message.Type, message.Data, id));
                return null;
            default:
                var (published, fault) = _agentEvents.Entries(message.Agent!, message.Data, id);
                entries.AddRange(published.Select(entry => entry with { Publisher = application }));
                return fault;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5181, LogLevel.Warning, "A message with key {RoutingKey} went to the dead letters: {Reason}", EventName = "DeadLetter")]
        public static partial void Dead(ILogger logger, string routingKey, string reason);

        [LoggerMessage(5182, LogLevel.Debug, "A message with the unknown key {RoutingKey} was dropped.", EventName = "UnknownKey")]
        public static partial void UnknownKey(ILogger logger, string routingKey);
    }
}
