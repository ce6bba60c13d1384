using MassTransit;
using Realtime.Contracts.Commands;

namespace Realtime.OfflineDelivery.Commands;

internal sealed class SendToUserConsumer(CommandIntake intake) : IConsumer<SendToUser>
{
    public Task Consume(ConsumeContext<SendToUser> context)
    {
        var command = context.Message;
        return intake.ToUserAsync(command.UserId, command.Type, command.Data, command.MessageId, context.MessageId, command.TtlSeconds, context.CancellationToken);
    }
}
