using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Realtime.Messaging;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Connections;
using Realtime.Messaging.Consuming;
using Realtime.Messaging.Publishing;
using Realtime.Messaging.Topology;

namespace Realtime.Gateway.Tests.Cluster;

/// <summary>Speaks OfflineDelivery's side of the contract from memory: numbers rooms, keeps inboxes, drains and replays.</summary>
internal sealed class TestDelivery : IAsyncDisposable
{
    private const int Shards = 4;

    private readonly IHost _host;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<BatchEntry>> _logs = [];
    private readonly Dictionary<string, List<BatchEntry>> _inboxes = [];
    private List<Task> _running = [];

    private TestDelivery(IHost host) => _host = host;

    public static string Epoch => "e1";

    public ConcurrentQueue<BatchEntry> Received { get; } = [];

    /// <summary>Answers to Drain and Recover are withheld.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Called before a Recover is answered.</summary>
    public Action<BatchEntry> BeforeRecover { get; set; } = static _ => { };

    /// <summary>Called before a Drain is answered.</summary>
    public Action<BatchEntry> BeforeDrain { get; set; } = static _ => { };

    public static async Task<TestDelivery> StartAsync(string broker)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { Args = ["--ConnectionStrings:messaging=" + broker] });
        builder.Configuration["ConnectionStrings:messaging"] = broker;
        builder.Services.AddLogging();
        builder.Services.AddMetrics();
        builder.AddRealtimeMessaging("test-delivery");
        var delivery = new TestDelivery(builder.Build());
        await delivery._host.StartAsync();
        await delivery.ResumeAsync();
        return delivery;
    }

    /// <summary>Stops consuming: what is published waits in the queues.</summary>
    public async Task PauseAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _running = [];
    }

    public int InboxOf(string user)
    {
        lock (_gate)
        {
            return _inboxes.TryGetValue(RoutingKeys.User(user), out var inbox) ? inbox.Count : 0;
        }
    }

    public void Store(string user, string messageId, string type = "note", string? publisher = null)
    {
        lock (_gate)
        {
            Inbox(RoutingKeys.User(user)).Add(new BatchEntry
            {
                Kind = EntryKind.UserMessage,
                Target = RoutingKeys.User(user),
                Publisher = publisher,
                MessageId = messageId,
                Type = type,
                Timestamp = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
                Data = Encoding.UTF8.GetBytes("{}"),
            });
        }
    }

    /// <summary>Numbers a message of an integrator's and fans it out.</summary>
    public void PublishToRoom(string room, string type, string data)
    {
        lock (_gate)
        {
            Number(new BatchEntry
            {
                Kind = EntryKind.RoomPublish,
                Target = RoutingKeys.Room(room),
                MessageId = Guid.NewGuid().ToString("N"),
                Type = type,
                Timestamp = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
                Data = Encoding.UTF8.GetBytes(data),
            });
        }
    }

    public async ValueTask DisposeAsync()
    {
        await PauseAsync();
        await _host.StopAsync();
        _host.Dispose();
        _stopping.Dispose();
    }

    private async Task ResumeAsync()
    {
        var broker = _host.Services.GetRequiredService<BrokerConnection>();
        await broker.GetAsync(CancellationToken.None);
        var logger = _host.Services.GetRequiredService<ILogger<TestDelivery>>();
        for (var shard = 0; shard < Shards; shard++)
        {
            var consumer = new QueueConsumer(broker, new ConsumerOptions(Shard.Queue(shard)), HandleAsync, logger);
            _running.Add(consumer.RunAsync(_stopping.Token));
        }
    }

    private async ValueTask HandleAsync(Realtime.Messaging.Consuming.Delivery delivery, CancellationToken cancellationToken)
    {
        var reader = new BatchReader(delivery.Body);
        var origin = reader.OriginText();
        lock (_gate)
        {
            while (reader.TryRead(out var view))
            {
                Handle(view.ToEntry(), origin);
            }
        }

        await delivery.Channel.BasicAckAsync(delivery.Tag, false, cancellationToken);
    }

    private void Handle(BatchEntry entry, string gateway)
    {
        Received.Enqueue(entry);
        switch (entry.Kind)
        {
            case EntryKind.RoomPublish:
                Number(entry);
                break;
            case EntryKind.UserMessage when !Inbox(entry.Target).Exists(known => known.MessageId == entry.MessageId):
                Inbox(entry.Target).Add(entry);
                break;
            case EntryKind.Acknowledge:
                var ids = new List<string>();
                MessageIdList.TryRead(entry.Data.Span, ids);
                Inbox(entry.Target).RemoveAll(item => ids.Contains(item.MessageId!));
                break;
            case EntryKind.Drain when !IsSilent:
                BeforeDrain(entry);
                Drain(entry, gateway);
                break;
            case EntryKind.Recover when !IsSilent:
                BeforeRecover(entry);
                Recover(entry, gateway);
                break;
        }
    }

    private void Number(BatchEntry entry)
    {
        var log = Log(entry.Target);
        if (log.Exists(known => known.MessageId == entry.MessageId))
        {
            return;
        }

        var numbered = entry with { Kind = EntryKind.RoomMessage, Epoch = Epoch, Offset = log.Count + 1 };
        log.Add(numbered);
        Post(numbered.Target, numbered);
    }

    private void Drain(BatchEntry drain, string gateway)
    {
        var key = RoutingKeys.Gateway(gateway);
        foreach (var item in Inbox(drain.Target))
        {
            Post(key, item with { Kind = EntryKind.DrainItem, Connection = drain.Connection, Flags = EntryFlags.Durable });
        }

        Post(key, new BatchEntry { Kind = EntryKind.DrainEnd, Target = drain.Target, Connection = drain.Connection, MessageId = drain.MessageId });
    }

    private void Recover(BatchEntry recover, string gateway)
    {
        var key = RoutingKeys.Gateway(gateway);
        var log = Log(recover.Target);
        var recovered = recover.Epoch == Epoch && recover.Offset <= log.Count;
        foreach (var item in recovered ? log.Skip((int)recover.Offset) : [])
        {
            Post(key, item with { Kind = EntryKind.RecoverItem, Connection = recover.Connection });
        }

        Post(key, new BatchEntry
        {
            Kind = EntryKind.RecoverEnd,
            Flags = recovered ? EntryFlags.Recovered : EntryFlags.None,
            Target = recover.Target,
            Connection = recover.Connection,
            MessageId = recover.MessageId,
            Epoch = Epoch,
            Offset = log.Count,
        });
    }

    public void Post(string key, BatchEntry entry) => _host.Services.GetRequiredService<FanoutPublisher>().TryPost(key, entry).ShouldBeTrue();

    private List<BatchEntry> Log(string target) => Of(_logs, target);

    private List<BatchEntry> Inbox(string target) => Of(_inboxes, target);

    private static List<BatchEntry> Of(Dictionary<string, List<BatchEntry>> lists, string target)
    {
        if (!lists.TryGetValue(target, out var list))
        {
            lists[target] = list = [];
        }

        return list;
    }
}
