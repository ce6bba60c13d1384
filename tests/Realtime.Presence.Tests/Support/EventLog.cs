using System.Collections.Concurrent;
using MassTransit;
using Realtime.Contracts.Events;

namespace Realtime.Presence.Tests.Support;

/// <summary>Listens to the events on the bus, as another service would.</summary>
internal sealed class EventLog : IAsyncDisposable
{
    private readonly IBusControl _bus;

    private EventLog(IBusControl bus, ConcurrentQueue<object> events)
    {
        _bus = bus;
        Events = events;
    }

    public ConcurrentQueue<object> Events { get; }

    public static async Task<EventLog> StartAsync(string brokerAddress)
    {
        var events = new ConcurrentQueue<object>();
        var bus = Bus.Factory.CreateUsingRabbitMq(rabbit =>
        {
            rabbit.Host(new Uri(brokerAddress));
            rabbit.ReceiveEndpoint("event-log", endpoint =>
            {
                endpoint.PrefetchCount = 1;
                endpoint.Handler<UserConnected>(context => Keep(context.Message));
                endpoint.Handler<UserDisconnected>(context => Keep(context.Message));
                endpoint.Handler<UserCameOnline>(context => Keep(context.Message));
                endpoint.Handler<UserWentOffline>(context => Keep(context.Message));
                endpoint.Handler<UserJoinedRoom>(context => Keep(context.Message));
                endpoint.Handler<UserLeftRoom>(context => Keep(context.Message));
                endpoint.Handler<SessionReplaced>(context => Keep(context.Message));
            });
        });
        await bus.StartAsync();
        return new EventLog(bus, events);

        Task Keep(object message)
        {
            events.Enqueue(message);
            return Task.CompletedTask;
        }
    }

    public string Names() => string.Join(' ', Events.Select(message => message.GetType().Name));

    public async ValueTask DisposeAsync() => await _bus.StopAsync();
}
