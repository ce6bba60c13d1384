using Microsoft.Extensions.Logging.Abstractions;
using Realtime.Contracts.Wire;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Consuming;
using Realtime.Messaging.Topology;
using Realtime.Testing;

namespace Realtime.Messaging.Tests.Consuming;

public class BatchConsumerTests(ServersFixture servers) : IClassFixture<ServersFixture>
{
    [Fact]
    public async Task Run_ManyMessages_AreHandledTogetherInOrderAndAcknowledged()
    {
        await using var host = await MessagingHost.StartAsync(await servers.CreateVirtualHostAsync());
        await PublishAsync(host, 0, 300);
        var handled = new List<string>();
        var calls = 0;
        // So long a window that even a slow machine cannot find each message alone.
        await using (Run(host, Handle, TimeSpan.FromMilliseconds(250)))
        {
            await Eventually.Async(() => handled.Count == 300, TimeSpan.FromSeconds(30));
        }

        handled.ShouldBe(Enumerable.Range(0, 300).Select(i => $"{i}"));
        calls.ShouldBeLessThan(300);
        await ShouldBeEmptyAsync(host);

        Task Handle(IReadOnlyList<BufferedDelivery> batch)
        {
            calls++;
            handled.AddRange(batch.Select(delivery => System.Text.Encoding.UTF8.GetString(delivery.Body.Span)));
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Run_HandlerFails_GetsTheSameMessagesAgain()
    {
        await using var host = await MessagingHost.StartAsync(await servers.CreateVirtualHostAsync());
        await PublishAsync(host, 0, 1);
        var attempts = 0;
        await using (Run(host, Handle))
        {
            await Eventually.Async(() => attempts == 3);
        }

        await ShouldBeEmptyAsync(host);

        Task Handle(IReadOnlyList<BufferedDelivery> batch) =>
            ++attempts < 3 ? throw new InvalidOperationException("not yet") : Task.CompletedTask;
    }

    [Fact]
    public async Task Run_StoppedWhileTheHandlerFails_LeavesTheMessagesForTheNext()
    {
        await using var host = await MessagingHost.StartAsync(await servers.CreateVirtualHostAsync());
        await PublishAsync(host, 0, 5);
        var failed = false;
        await using (Run(host, _ => { failed = true; throw new InvalidOperationException("never"); }))
        {
            await Eventually.Async(() => failed);
        }

        var again = new List<BufferedDelivery>();
        await using (Run(host, batch => { again.AddRange(batch); return Task.CompletedTask; }))
        {
            await Eventually.Async(() => again.Count == 5);
        }

        again.ShouldAllBe(delivery => delivery.Redelivered);
        again.Select(delivery => delivery.Body.ToArray()[0]).ShouldBe("01234"u8.ToArray());
    }

    private static Consuming Run(MessagingHost host, Func<IReadOnlyList<BufferedDelivery>, Task> handle, TimeSpan? window = null)
    {
        var consumer = new BatchConsumer(
            host.Broker,
            new ConsumerOptions(Shard.Queue(0)) { Prefetch = 100 },
            new BatchConsumerOptions { Weigh = BatchReader.CountOf, Window = window ?? new BatchConsumerOptions().Window },
            (batch, _) => handle(batch),
            TimeProvider.System,
            NullLogger.Instance);
        var stopping = new CancellationTokenSource();
        return new Consuming(stopping, consumer.RunAsync(stopping.Token));
    }

    private static async Task PublishAsync(MessagingHost host, int from, int count) =>
        await Task.WhenAll(Enumerable.Range(from, count).Select(i =>
            host.Confirmed.PublishAsync(BusNames.ShardsExchange, Shard.Key(0), System.Text.Encoding.UTF8.GetBytes($"{i}"))));

    private static async Task ShouldBeEmptyAsync(MessagingHost host)
    {
        await using var channel = await host.OpenChannelAsync();
        await Eventually.Async(async () => (await channel.QueueDeclarePassiveAsync(Shard.Queue(0))).MessageCount == 0);
    }

    private sealed class Consuming(CancellationTokenSource stopping, Task running) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await stopping.CancelAsync();
            await running;
            stopping.Dispose();
        }
    }
}
