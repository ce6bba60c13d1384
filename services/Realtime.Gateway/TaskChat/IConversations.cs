using Realtime.Contracts.TaskChat;

namespace Realtime.Gateway.TaskChat;

/// <summary>Where conversations live. Null: not possible now, or not the user's.</summary>
internal interface IConversations
{
    Task<Conversation?> OpenAsync(string userId, string taskId);

    Task<ConversationMessage?> AddAsync(long conversationId, string userId, string content, string role);
}
