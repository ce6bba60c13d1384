using MassTransit;
using Realtime.Contracts.Events;

namespace Realtime.Gateway.Identity.Revocations;

/// <summary>Every gateway hears of a revocation and ends the sockets concerned.</summary>
internal sealed class TokenRevokedConsumer(RevocationList list, RevokedSockets sockets) : IConsumer<TokenRevoked>
{
    public Task Consume(ConsumeContext<TokenRevoked> context)
    {
        list.Add(context.Message);
        sockets.Close();
        return Task.CompletedTask;
    }
}
