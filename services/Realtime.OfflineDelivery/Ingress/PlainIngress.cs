using Realtime.Contracts.Wire;
using Realtime.Messaging;
using Realtime.Messaging.Connections;
using Realtime.Messaging.Consuming;
using Realtime.Messaging.Ingress;
using Realtime.Messaging.Publishing;
using Realtime.OfflineDelivery.Diagnostics;
using Realtime.OfflineDelivery.Replay;

namespace Realtime.OfflineDelivery.Ingress;

/// <summary>Reads what anybody published to <c>realtime.publish</c>, checks it, and passes it on to the shards. A message is acknowledged when its shard has it.</summary>
internal sealed partial class PlainIngress : BackgroundService
{
    private readonly MessageIntake _intake;
    private readonly AgentEvents _agentEvents;
    private readonly DeadLetters _dead;
    private readonly ShardPublisher _shards;
    private readonly ReplayGate _gate;
    private readonly DeliveryMetrics _metrics;
    private readonly ILogger<PlainIngress> _logger;
    private readonly BatchConsumer _consumer;

    // Ids given to messages that had none; kept while the batch is tried again, so that a retry is no second message.
    private readonly Dictionary<ulong, string> _givenIds = [];

    public PlainIngress(BrokerConnection broker, MessageIntake intake, AgentEvents agentEvents, DeadLetters dead, ShardPublisher shards, ReplayGate gate, DeliveryMetrics metrics, TimeProvider time, ILogger<PlainIngress> logger)
    {
        _intake = intake;
        _agentEvents = agentEvents;
        _dead = dead;
        _shards = shards;
        _gate = gate;
        _metrics = metrics;
        _logger = logger;
        _consumer = new BatchConsumer(broker, new ConsumerOptions(BusNames.IngressQueue) { Prefetch = 1000 }, new BatchConsumerOptions { Window = TimeSpan.FromMilliseconds(1) }, HandleAsync, time, logger);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _consumer.RunAsync(stoppingToken);

    private async Task HandleAsync(IReadOnlyList<BufferedDelivery> batch, CancellationToken cancellationToken)
    {
        var results = new List<Task<PublishResult>>(batch.Count);
        var markers = new List<string>();
        foreach (var delivery in batch)
        {
            if (delivery.ContentType == ReplayGate.MarkerType)
            {
                markers.Add(delivery.MessageId ?? "");
                continue;
            }

            var verdict = PlainMessage.TryParse(delivery.RoutingKey, delivery.Body, out var message, out var reason);
            if (verdict == PlainVerdict.Accepted)
            {
                reason = Pass(message!, delivery, results) ?? "";
            }

            if (reason.Length > 0)
            {
                Log.Dead(_logger, delivery.RoutingKey, reason);
                await _dead.BuryAsync(delivery.RoutingKey, delivery.ContentType, delivery.Body, reason, cancellationToken);
            }
            else if (verdict == PlainVerdict.UnknownKey)
            {
                _metrics.UnknownKey();
                Log.UnknownKey(_logger, delivery.RoutingKey);
            }
        }

        results.AddRange(markers.SelectMany(_gate.Barriers).Select(barrier => _shards.PublishAsync(barrier)));
        var failed = (await Task.WhenAll(results)).Count(static result => result != PublishResult.Confirmed);
        if (failed > 0)
        {
            throw new IOException($"{failed} messages were not confirmed by the broker.");
        }

        _givenIds.Clear();
    }

    private string? Pass(PlainMessage message, BufferedDelivery delivery, List<Task<PublishResult>> results)
    {
        switch (message.Target)
        {
            case PlainTarget.Room:
                results.Add(_intake.ToRoomAsync(message.Name, message.Type, message.Data, IdOf(message, delivery), message.TtlSeconds));
                return null;
            case PlainTarget.User:
                results.Add(_intake.ToUserAsync(message.Name, message.Type, message.Data, IdOf(message, delivery), message.TtlSeconds));
                return null;
            case PlainTarget.All when message.MessageId is not null:
                // The gateways have it: realtime.publish is bound to their exchange with this key.
                return null;
            case PlainTarget.All:
                results.Add(_intake.ToAllAsync(message.Type, message.Data, IdOf(message, delivery)));
                return null;
            default:
                var (published, fault) = _agentEvents.Publish(message.Agent!, message.Data);
                results.AddRange(published);
                return fault;
        }
    }

    private string IdOf(PlainMessage message, BufferedDelivery delivery)
    {
        if (message.MessageId is { } given)
        {
            return given;
        }

        if (!_givenIds.TryGetValue(delivery.Tag, out var id))
        {
            _givenIds.Add(delivery.Tag, id = MessageIds.New());
        }

        return id;
    }

    private static partial class Log
    {
        [LoggerMessage(5181, LogLevel.Warning, "A message with key {RoutingKey} went to the dead letters: {Reason}", EventName = "DeadLetter")]
        public static partial void Dead(ILogger logger, string routingKey, string reason);

        [LoggerMessage(5182, LogLevel.Debug, "A message with the unknown key {RoutingKey} was dropped.", EventName = "UnknownKey")]
        public static partial void UnknownKey(ILogger logger, string routingKey);
    }
}
