using System.Collections.Concurrent;
using System.Text.Json;
using Realtime.Contracts.Gateways;
using Realtime.Contracts.Json;
using Realtime.Contracts.Wire;
using Realtime.Messaging.Connections;
using Realtime.Messaging.Consuming;

namespace Realtime.Gateway.Peers;

/// <summary>Learns the other replicas from their announcements.</summary>
internal sealed class GatewayPeers : BackgroundService, IGatewayPeers
{
    private const int MaxPeers = 1_000;

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<string, GatewayPeer> _peers = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private readonly QueueConsumer _consumer;

    public GatewayPeers(BrokerConnection broker, ClientName name, TimeProvider time, ILogger<GatewayPeers> logger)
    {
        _time = time;
        Self = name.Value;
        var queue = BusNames.GatewayQueuePrefix + Self + ".peers";
        var options = new ConsumerOptions(queue)
        {
            AutoAck = true,
            Prepare = async (channel, cancellationToken) =>
            {
                await channel.QueueDeclareAsync(queue, durable: false, exclusive: true, autoDelete: true, cancellationToken: cancellationToken);
                await channel.QueueBindAsync(queue, BusNames.GatewaysExchange, "", cancellationToken: cancellationToken);
            },
        };
        _consumer = new QueueConsumer(broker, options, OnAnnouncement, logger);
    }

    public event Action? Appeared;

    public string Self { get; }

    public IReadOnlyCollection<GatewayPeer> Others
    {
        get
        {
            var since = _time.GetUtcNow() - Silence;
            return [.. _peers.Values.Where(peer => peer.At >= since)];
        }
    }

    public GatewayPeer? Find(string gatewayId) =>
        _peers.TryGetValue(gatewayId, out var peer) && peer.At >= _time.GetUtcNow() - Silence ? peer : null;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _consumer.RunAsync(stoppingToken);

    private ValueTask OnAnnouncement(Realtime.Messaging.Consuming.Delivery delivery, CancellationToken cancellationToken)
    {
        GatewayAnnouncement? announced;
        try
        {
            announced = JsonSerializer.Deserialize(delivery.Body.Span, RealtimeJsonContext.Default.GatewayAnnouncement);
        }
        catch (JsonException)
        {
            return ValueTask.CompletedTask;
        }

        if (announced is not null && announced.GatewayId != Self
            && Uri.TryCreate(announced.HttpUrl, UriKind.Absolute, out var http) && Uri.TryCreate(announced.SocketsUrl, UriKind.Absolute, out var sockets))
        {
            Forget();
            Replace(announced.GatewayId, http);
            var isNew = !_peers.ContainsKey(announced.GatewayId);
            _peers[announced.GatewayId] = new GatewayPeer(announced.GatewayId, http, sockets, _time.GetUtcNow());
            if (isNew)
            {
                Appeared?.Invoke();
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>A gateway that was started again at its old address is a new one: whoever had that address is gone.</summary>
    private void Replace(string id, Uri address)
    {
        foreach (var (other, peer) in _peers)
        {
            if (other != id && peer.HttpUrl == address)
            {
                _peers.TryRemove(other, out _);
            }
        }
    }

    private void Forget()
    {
        var since = _time.GetUtcNow() - Silence;
        foreach (var (id, peer) in _peers)
        {
            if (peer.At < since || _peers.Count > MaxPeers)
            {
                _peers.TryRemove(id, out _);
            }
        }
    }
}
