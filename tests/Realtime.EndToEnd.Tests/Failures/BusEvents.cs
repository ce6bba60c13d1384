using System.Collections.Concurrent;
using Aspire.Hosting.Testing;
using MassTransit;
using Realtime.Contracts.Events;
using Realtime.EndToEnd.Tests.Stack;

namespace Realtime.EndToEnd.Tests.Failures;

/// <summary>Listens to what Presence tells on the bus, as another service does; its queue is durable, so it misses nothing while the broker restarts.</summary>
internal sealed class BusEvents : IAsyncDisposable
{
    private readonly IBusControl _bus;

    private BusEvents(IBusControl bus) => _bus = bus;

    public ConcurrentQueue<UserConnected> Connected { get; } = new();

    public ConcurrentQueue<UserDisconnected> Disconnected { get; } = new();

    public ConcurrentQueue<UserWentOffline> WentOffline { get; } = new();

    public static async Task<BusEvents> ListenAsync(StackFixture stack)
    {
        BusEvents? events = null;
        var broker = new Uri((await stack.App.GetConnectionStringAsync("messaging"))!);
        var bus = Bus.Factory.CreateUsingRabbitMq(rabbit =>
        {
            rabbit.Host(broker);
            rabbit.ReceiveEndpoint($"failures-{Guid.NewGuid():N}", endpoint =>
            {
                endpoint.Handler<UserConnected>(context => Keep(events!.Connected, context.Message));
                endpoint.Handler<UserDisconnected>(context => Keep(events!.Disconnected, context.Message));
                endpoint.Handler<UserWentOffline>(context => Keep(events!.WentOffline, context.Message));
            });
        });
        events = new BusEvents(bus);
        await bus.StartAsync();
        return events;
    }

    public async ValueTask DisposeAsync() => await _bus.StopAsync();

    private static Task Keep<T>(ConcurrentQueue<T> log, T message)
    {
        log.Enqueue(message);
        return Task.CompletedTask;
    }
}
