using MassTransit;
using Realtime.Contracts.Commands;

namespace Realtime.OfflineDelivery.Commands;

internal sealed class PublishToRoomConsumer(CommandIntake intake) : IConsumer<PublishToRoom>
{
    public Task Consume(ConsumeContext<PublishToRoom> context)
    {
        var command = context.Message;
        return intake.ToRoomAsync(command.Room, command.Type, command.Data, command.MessageId, context.MessageId, command.TtlSeconds, context.CancellationToken);
    }
}
