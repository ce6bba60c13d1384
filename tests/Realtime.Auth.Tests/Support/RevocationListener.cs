using System.Collections.Concurrent;
using MassTransit;
using Realtime.Contracts.Events;

namespace Realtime.Auth.Tests.Support;

/// <summary>Receives TokenRevoked as a gateway does.</summary>
internal sealed class RevocationListener : IConsumer<TokenRevoked>, IAsyncDisposable
{
    private readonly ConcurrentQueue<TokenRevoked> _events;
    private readonly IBusControl? _bus;

    private RevocationListener(ConcurrentQueue<TokenRevoked> events, IBusControl? bus) => (_events, _bus) = (events, bus);

    public IReadOnlyCollection<TokenRevoked> Events => _events;

    public static async Task<RevocationListener> StartAsync(string broker)
    {
        var events = new ConcurrentQueue<TokenRevoked>();
        var bus = Bus.Factory.CreateUsingRabbitMq(rabbit =>
        {
            rabbit.Host(new Uri(broker));
            rabbit.ReceiveEndpoint($"revocation-listener-{Guid.NewGuid():N}", endpoint =>
            {
                endpoint.AutoDelete = true;
                endpoint.Consumer(() => new RevocationListener(events, null));
            });
        });
        await bus.StartAsync();
        return new RevocationListener(events, bus);
    }

    public Task Consume(ConsumeContext<TokenRevoked> context)
    {
        _events.Enqueue(context.Message);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_bus is not null)
        {
            await _bus.StopAsync();
        }
    }
}
