using System.Collections.Concurrent;
using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Realtime.Contracts.Json;
using Realtime.Contracts.Presence;
using Realtime.Contracts.Wire;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Topology;

namespace Realtime.Presence.Tests.Support;

/// <summary>Speaks to Presence as a gateway does: numbered batches out, a queue of its own in.</summary>
internal sealed class FakeGateway : IAsyncDisposable
{
    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly Dictionary<string, (PresenceChange Opened, HashSet<string> Rooms)> _open = new(StringComparer.Ordinal);
    private readonly DateTimeOffset _startedAt = DateTimeOffset.UtcNow;
    private readonly SemaphoreSlim _sending = new(1);
    private long _sequence;

    private readonly HashSet<string> _keys;

    private FakeGateway(string id, IConnection connection, IChannel channel, IEnumerable<string> keys)
    {
        _keys = [.. keys, RoutingKeys.Gateway(id)];
        Id = id;
        _connection = connection;
        _channel = channel;
    }

    public string Id { get; }

    public bool AnswersSnapshotRequests { get; set; } = true;

    public ConcurrentQueue<BatchEntry> Received { get; } = new();

    public static async Task<FakeGateway> StartAsync(string brokerAddress, string id, params string[] keys)
    {
        var connection = await new ConnectionFactory { Uri = new Uri(brokerAddress) }.CreateConnectionAsync();
        var channel = await connection.CreateChannelAsync();
        var queue = await BusTopology.DeclareGatewayQueueAsync(channel, id, CancellationToken.None);
        foreach (var key in keys)
        {
            await channel.QueueBindAsync(queue, BusNames.FanoutExchange, key);
        }

        var gateway = new FakeGateway(id, connection, channel, keys);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) => gateway.OnReceivedAsync(delivery.Body.ToArray());
        await channel.BasicConsumeAsync(queue, autoAck: true, consumer);
        return gateway;
    }

    public PresenceChange Open(string connection, string user, string protocol = "native", int after = 0)
    {
        var change = new PresenceChange(PresenceChangeKind.Opened, connection, DateTimeOffset.UtcNow.AddMilliseconds(after), user, Protocol: protocol, Device: "test");
        _open[connection] = (change, []);
        return change;
    }

    public PresenceChange Close(string connection)
    {
        _open.Remove(connection);
        return new PresenceChange(PresenceChangeKind.Closed, connection, DateTimeOffset.UtcNow);
    }

    public PresenceChange Join(string connection, string room)
    {
        _open[connection].Rooms.Add(room);
        return new PresenceChange(PresenceChangeKind.Joined, connection, DateTimeOffset.UtcNow, Room: room);
    }

    public PresenceChange Leave(string connection, string room)
    {
        _open[connection].Rooms.Remove(room);
        return new PresenceChange(PresenceChangeKind.Left, connection, DateTimeOffset.UtcNow, Room: room);
    }

    public static PresenceChange SetState(string connection, string room, string? state) =>
        new(PresenceChangeKind.State, connection, DateTimeOffset.UtcNow, Room: room, State: state);

    public Task SendAsync(params PresenceChange[] changes) => PublishAsync(Next(changes));

    /// <summary>The next batch, for a test that wants to send it late, twice or never.</summary>
    public PresenceBatch Next(params PresenceChange[] changes) => new(Id, _startedAt, ++_sequence, null, changes);

    public Task SayGoodbyeAsync() => PublishAsync(Next() with { Closing = true });

    public async Task SendSnapshotAsync(string snapshotId, int parts = 2)
    {
        PresenceChange[] all = [.. _open.Values.SelectMany(socket => new[] { socket.Opened }.Concat(socket.Rooms.Select(room => new PresenceChange(PresenceChangeKind.Joined, socket.Opened.ConnectionId, DateTimeOffset.UtcNow, Room: room))))];
        for (var part = 0; part < parts; part++)
        {
            var changes = all.Skip(part * all.Length / parts).Take(((part + 1) * all.Length / parts) - (part * all.Length / parts)).ToArray();
            await PublishAsync(Next(changes) with { Snapshot = new PresenceSnapshotPart(snapshotId, part, part == parts - 1) });
        }
    }

    public Task PublishAsync(PresenceBatch batch) => PublishAsync(JsonSerializer.SerializeToUtf8Bytes(batch, RealtimeJsonContext.Default.PresenceBatch));

    public Task PublishRawAsync(string body) => PublishAsync(System.Text.Encoding.UTF8.GetBytes(body));

    private async Task PublishAsync(byte[] body)
    {
        await _sending.WaitAsync();
        try
        {
            await _channel.BasicPublishAsync(BusNames.PresenceExchange, "", mandatory: true, new BasicProperties { Persistent = true }, body);
        }
        finally
        {
            _sending.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
        _sending.Dispose();
    }

    private async Task OnReceivedAsync(byte[] body)
    {
        var reader = new BatchReader(body);
        while (reader.TryRead(out var view))
        {
            // A packed batch also carries what others asked for.
            var entry = view.ToEntry();
            if (!_keys.Contains(entry.Target))
            {
                continue;
            }

            Received.Enqueue(entry);
            if (AnswersSnapshotRequests && entry is { Kind: EntryKind.Control, Type: "snapshot_request" })
            {
                await SendSnapshotAsync(JsonDocument.Parse(entry.Data).RootElement.GetProperty("snapshot_id").GetString()!);
            }
        }
    }
}
