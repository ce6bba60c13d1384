using System.Diagnostics;
using MassTransit;

namespace Realtime.ServiceDefaults.Tests.Messaging;

public sealed record OrderPlaced(string Number, int Count);

public sealed record Note(string Text);

public sealed record Seen(OrderPlaced Order, string? TraceId);

public sealed class OrderConsumer(Inbox inbox) : IConsumer<OrderPlaced>
{
    public Task Consume(ConsumeContext<OrderPlaced> context)
    {
        if (inbox.Fails)
        {
            throw new InvalidOperationException("always");
        }

        inbox.Add(new Seen(context.Message, Activity.Current?.TraceId.ToHexString()));
        return Task.CompletedTask;
    }
}

public sealed class NoteConsumer : IConsumer<Note>
{
    public Task Consume(ConsumeContext<Note> context) => Task.CompletedTask;
}

public sealed class NoteConsumerDefinition : ConsumerDefinition<NoteConsumer>
{
    public NoteConsumerDefinition() => Endpoint(endpoint =>
    {
        endpoint.InstanceId = "-here";
        endpoint.Temporary = true;
    });
}
