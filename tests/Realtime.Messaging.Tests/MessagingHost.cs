using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Connections;
using Realtime.Messaging.Publishing;
using Realtime.Messaging.Topology;
using Realtime.Testing;

namespace Realtime.Messaging.Tests;

/// <summary>A service that uses the messaging library against a real broker.</summary>
internal sealed class MessagingHost : IAsyncDisposable
{
    private readonly IHost _host;

    private MessagingHost(IHost host) => _host = host;

    public BrokerConnection Broker => Get<BrokerConnection>();

    public ShardPublisher Shards => Get<ShardPublisher>();

    public FanoutPublisher Fanout => Get<FanoutPublisher>();

    public ConfirmedPublisher Confirmed => Get<ConfirmedPublisher>();

    public static async Task<MessagingHost> StartAsync(string address, bool connected = true, TimeProvider? time = null, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(
            settings.Append(("ConnectionStrings:messaging", address)).ToDictionary(pair => pair.Item1, pair => (string?)pair.Item2));
        builder.Services.AddMetrics();
        if (time is not null)
        {
            builder.Services.AddSingleton(time);
        }

        builder.AddRealtimeMessaging("test-origin");
        var host = new MessagingHost(builder.Build());
        await host._host.StartAsync();
        if (connected)
        {
            await Eventually.Async(() => host.Broker.IsConnected, because: "the broker was not reached");
        }

        return host;
    }

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    public async Task<IChannel> OpenChannelAsync()
    {
        var connection = await Broker.GetAsync(CancellationToken.None);
        return await connection.CreateChannelAsync();
    }

    /// <summary>Takes messages of a queue until <paramref name="entries"/> entries of batches were among them.</summary>
    public static async Task<(int Messages, List<BatchEntry> Entries)> TakeAsync(IChannel channel, string queue, int entries)
    {
        var taken = new ConcurrentQueue<BatchEntry>();
        var messages = 0;
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, message) =>
        {
            messages++;
            var reader = new BatchReader(message.Body);
            while (reader.TryRead(out var entry))
            {
                taken.Enqueue(entry.ToEntry());
            }

            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue, autoAck: true, consumer);
        await Eventually.Async(() => taken.Count >= entries);
        return (messages, taken.ToList());
    }

    public static BatchEntry Direct(string user, int number) => new()
    {
        Kind = EntryKind.UserMessage,
        Flags = EntryFlags.Durable,
        Target = RoutingKeys.User(user),
        Type = "note",
        MessageId = $"m{number}",
        Timestamp = number,
        Data = "{}"u8.ToArray(),
    };

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }
}
