using MassTransit;
using Realtime.Contracts.Commands;

namespace Realtime.OfflineDelivery.Commands;

internal sealed class BroadcastConsumer(CommandIntake intake) : IConsumer<Broadcast>
{
    public Task Consume(ConsumeContext<Broadcast> context) =>
        intake.ToAllAsync(context.Message.Type, context.Message.Data, context.Message.MessageId, context.MessageId, context.CancellationToken);
}
