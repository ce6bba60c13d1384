using MassTransit;
using Realtime.Contracts.Events;

namespace Realtime.Gateway.Agents;

/// <summary>The sure way to hear that a session was taken over. Every gateway hears of all; connection ids are unique.</summary>
internal sealed class SessionReplacedConsumer(AgentSessions sessions) : IConsumer<SessionReplaced>
{
    public Task Consume(ConsumeContext<SessionReplaced> context)
    {
        sessions.Replace(context.Message.ConnectionId);
        return Task.CompletedTask;
    }
}
