using System.Text.Json;

namespace Realtime.Contracts.DomainEvents;

/// <summary>Something happened in a company's agent workspace; its sockets get an <c>event</c> frame (Daisi).</summary>
/// <param name="Kind"><c>chats</c>, <c>agents</c>, <c>contacts</c> or <c>messages</c>.</param>
/// <param name="CompanyId">The company.</param>
/// <param name="AgentId">The agent.</param>
/// <param name="ChatId">The chat; required for <c>messages</c>.</param>
/// <param name="MessageId">The chat message, where there is one.</param>
/// <param name="RowData">The row as clients shall see it, passed through untouched.</param>
/// <param name="EventId">Identity for deduplication; made when absent.</param>
/// <param name="EventTime">When it happened; now when absent.</param>
public sealed record AgentEventRaised(string Kind, string CompanyId, string AgentId, string? ChatId, string? MessageId, JsonElement RowData, string? EventId = null, DateTimeOffset? EventTime = null);
