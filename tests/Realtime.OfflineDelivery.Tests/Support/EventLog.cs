using System.Collections.Concurrent;
using MassTransit;
using Realtime.Contracts.Events;

namespace Realtime.OfflineDelivery.Tests.Support;

/// <summary>Listens to the events on the bus, as another service would.</summary>
internal sealed class EventLog(IBusControl bus) : IAsyncDisposable
{
    public ConcurrentQueue<MessageStored> Stored { get; } = new();

    public ConcurrentQueue<MessageAcknowledged> Acknowledged { get; } = new();

    public ConcurrentQueue<MessageExpired> Expired { get; } = new();

    public IBus Bus => bus;

    public static async Task<EventLog> StartAsync(string brokerAddress)
    {
        EventLog? log = null;
        var bus = MassTransit.Bus.Factory.CreateUsingRabbitMq(rabbit =>
        {
            rabbit.Host(new Uri(brokerAddress));
            rabbit.ReceiveEndpoint("event-log", endpoint =>
            {
                endpoint.Handler<MessageStored>(context => Keep(log!.Stored, context.Message));
                endpoint.Handler<MessageAcknowledged>(context => Keep(log!.Acknowledged, context.Message));
                endpoint.Handler<MessageExpired>(context => Keep(log!.Expired, context.Message));
            });
        });
        log = new EventLog(bus);
        await bus.StartAsync();
        return log;
    }

    public async ValueTask DisposeAsync() => await bus.StopAsync();

    private static Task Keep<T>(ConcurrentQueue<T> events, T message)
    {
        events.Enqueue(message);
        return Task.CompletedTask;
    }
}
