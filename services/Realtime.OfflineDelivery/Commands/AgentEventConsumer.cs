using System.Text.Json;
using MassTransit;
using Realtime.Contracts.DomainEvents;
using Realtime.Messaging.Ingress;
using Realtime.OfflineDelivery.Ingress;

namespace Realtime.OfflineDelivery.Commands;

/// <summary>Treats <see cref="AgentEventRaised"/> like the same event on <c>realtime.publish</c>.</summary>
internal sealed class AgentEventConsumer(AgentEvents events, MessageIntake intake, DeadLetters dead) : IConsumer<AgentEventRaised>
{
    public async Task Consume(ConsumeContext<AgentEventRaised> context)
    {
        var raised = context.Message with { EventId = context.Message.EventId ?? context.MessageId?.ToString() };
        var routingKey = $"{AgentEventKey.Prefix}{raised.CompanyId}.{raised.AgentId}.{raised.Kind}{(raised.Kind == "messages" ? "." + raised.ChatId : "")}";
        var body = Body(raised);
        var fault = "The kind is not known, or the company, agent or chat is missing.";
        if (AgentEventKey.TryParse(routingKey, out var key))
        {
            (var entries, fault) = events.Entries(key!, body, otherId: null);
            await CommandIntake.ConfirmAsync(intake.PublishInOrderAsync(entries));
        }

        if (fault is not null)
        {
            await dead.BuryAsync(routingKey.Length <= 200 ? routingKey : routingKey[..60], "application/json", body, fault, context.CancellationToken);
        }
    }

    private static byte[] Body(AgentEventRaised raised)
    {
        var all = JsonSerializer.SerializeToNode(raised, CommandJsonContext.Default.AgentEventRaised)!.AsObject();
        all.Remove("kind");
        return System.Text.Encoding.UTF8.GetBytes(all.ToJsonString());
    }
}
