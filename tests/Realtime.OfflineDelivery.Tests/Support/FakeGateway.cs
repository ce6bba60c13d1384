using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Realtime.Contracts.Wire;
using Realtime.Messaging;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Connections;
using Realtime.Messaging.Publishing;
using Realtime.Messaging.Topology;
using Realtime.Testing;

namespace Realtime.OfflineDelivery.Tests.Support;

/// <summary>Speaks to OfflineDelivery as a gateway does: packed batches to the shards, a queue of its own for what comes back.</summary>
internal sealed class FakeGateway : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly ConcurrentQueue<long> _latencies = new();

    private FakeGateway(string id, IHost host)
    {
        Id = id;
        _host = host;
    }

    public string Id { get; }

    public ConcurrentQueue<BatchEntry> Received { get; } = new();

    /// <summary>Whatever came that is no batch.</summary>
    public ConcurrentQueue<string> Strange { get; } = new();

    public BrokerConnection Broker => _host.Services.GetRequiredService<BrokerConnection>();

    public ConfirmedPublisher Confirmed => _host.Services.GetRequiredService<ConfirmedPublisher>();

    private ShardPublisher Shards => _host.Services.GetRequiredService<ShardPublisher>();

    public static async Task<FakeGateway> StartAsync(string brokerAddress, string id, params string[] keys)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:messaging"] = brokerAddress });
        builder.Services.AddMetrics();
        builder.AddRealtimeMessaging(id);
        var gateway = new FakeGateway(id, builder.Build());
        await gateway._host.StartAsync();
        await Eventually.Async(() => gateway.Broker.IsConnected);
        var connection = await gateway.Broker.GetAsync(CancellationToken.None);
        var channel = await connection.CreateChannelAsync();
        var queue = await BusTopology.DeclareGatewayQueueAsync(channel, id, CancellationToken.None);
        foreach (var key in keys)
        {
            await channel.QueueBindAsync(queue, BusNames.FanoutExchange, key);
        }

        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) => gateway.OnReceived(delivery.BasicProperties.ContentType, delivery.Body.ToArray());
        await channel.BasicConsumeAsync(queue, autoAck: true, consumer);
        return gateway;
    }

    public async Task PublishAsync(params BatchEntry[] entries)
    {
        var results = await Task.WhenAll(entries.Select(entry => Shards.PublishAsync(entry)));
        results.ShouldAllBe(result => result == PublishResult.Confirmed);
    }

    public Task DirectAsync(string user, string id, string data = "{}", int ttl = 0) => PublishAsync(Direct(user, id, data, ttl));

    /// <summary>Messages of alice that were written to a socket.</summary>
    public Task AcknowledgeAsync(string user, params string[] ids) => AcknowledgeFromAsync(user, null, ids);

    public Task AcknowledgeFromAsync(string user, string? device, params string[] ids) => PublishAsync(Acknowledgement(user, "alice", ids) with { Sender = device });

    /// <summary>Ids that the socket is not known to have been given.</summary>
    public Task AcknowledgeByIdAsync(string user, string? device, params string[] ids) =>
        PublishAsync(Acknowledgement(user, null, ids) with { Sender = device, Flags = EntryFlags.None });

    public static BatchEntry Acknowledgement(string user, string? publisher, params string[] ids) =>
        new() { Kind = EntryKind.Acknowledge, Flags = EntryFlags.Written, Target = RoutingKeys.User(user), Publisher = publisher, Data = MessageIdList.Write(ids) };

    public Task JourneyAsync(string target, string id, string step, string publisher = "alice") =>
        PublishAsync(new BatchEntry { Kind = EntryKind.Journey, Target = target, Publisher = publisher, MessageId = id, Type = step, Timestamp = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() });

    /// <summary>Drains an inbox for a new connection and returns the items.</summary>
    public async Task<List<BatchEntry>> DrainAsync(string user, string? device = null)
    {
        var connection = Guid.NewGuid().ToString("N");
        await PublishAsync(new BatchEntry { Kind = EntryKind.Drain, Target = RoutingKeys.User(user), Connection = connection, Sender = device });
        await Eventually.Async(() => Received.Any(entry => entry.Kind == EntryKind.DrainEnd && entry.Connection == connection), TimeSpan.FromSeconds(60), "the drain did not end");
        return Received.Where(entry => entry.Kind == EntryKind.DrainItem && entry.Connection == connection).ToList();
    }

    /// <summary>Recovers a room for a new connection; the end mark is the last entry.</summary>
    public async Task<List<BatchEntry>> RecoverAsync(string room, string? epoch, long offset)
    {
        var connection = Guid.NewGuid().ToString("N");
        await PublishAsync(new BatchEntry { Kind = EntryKind.Recover, Target = RoutingKeys.Room(room), Connection = connection, Epoch = epoch, Offset = offset });
        await Eventually.Async(() => Received.Any(entry => entry.Kind == EntryKind.RecoverEnd && entry.Connection == connection), TimeSpan.FromSeconds(60), "the recovery did not end");
        return Received.Where(entry => (entry.Kind is EntryKind.RecoverItem or EntryKind.RecoverEnd) && entry.Connection == connection).ToList();
    }

    /// <summary>Milliseconds from publish to arrival of the first <paramref name="count"/> entries, ascending.</summary>
    public long[] Latencies(int count) => [.. _latencies.Reverse().Take(count).Order()];

    public List<BatchEntry> Of(EntryKind kind) => Received.Where(entry => entry.Kind == kind).ToList();

    public static BatchEntry Direct(string user, string id, string data = "{}", int ttl = 0) => new()
    {
        Kind = EntryKind.UserMessage,
        Flags = EntryFlags.Durable,
        Target = RoutingKeys.User(user),
        Type = "note",
        MessageId = id,
        Sender = "alice",
        Timestamp = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
        TtlSeconds = ttl,
        Data = System.Text.Encoding.UTF8.GetBytes(data),
    };

    public static BatchEntry Room(string room, string id, string data = "{}", int ttl = 0) =>
        Direct("x", id, data, ttl) with { Kind = EntryKind.RoomPublish, Target = RoutingKeys.Room(room) };

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    private Task OnReceived(string? contentType, byte[] body)
    {
        if (contentType != BusNames.BatchContentType)
        {
            Strange.Enqueue(System.Text.Encoding.UTF8.GetString(body));
            return Task.CompletedTask;
        }

        var reader = new BatchReader(body);
        while (reader.TryRead(out var entry))
        {
            Received.Enqueue(entry.ToEntry());
            _latencies.Enqueue(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - entry.Timestamp);
        }

        return Task.CompletedTask;
    }
}
