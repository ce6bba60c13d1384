using Realtime.Contracts.TaskChat;

namespace Realtime.Gateway.TaskChat;

/// <summary>Answers a conversation. Null means that no answer could be had.</summary>
internal interface IAssistant
{
    Task<string?> AnswerAsync(IReadOnlyList<ConversationMessage> conversation, CancellationToken cancellationToken);
}
