using MassTransit;
using Realtime.Contracts.Commands;
using Realtime.Gateway.Backplane;

namespace Realtime.Gateway.Management;

/// <summary>The bus's command: every gateway closes its own sockets of the user.</summary>
internal sealed class DisconnectUserConsumer(Disconnects disconnects) : IConsumer<DisconnectUser>
{
    public Task Consume(ConsumeContext<DisconnectUser> context)
    {
        disconnects.Here(ControlTypes.DisconnectUser, context.Message.UserId, context.Message.Reason);
        return Task.CompletedTask;
    }
}
