using Microsoft.Extensions.Options;

namespace Realtime.Gateway.TaskChat;

/// <summary>What all task chats of the gateway share.</summary>
internal sealed class TaskChatRuntime(
    IConversations conversations,
    IAssistant assistant,
    IOptions<TaskChatOptions> options,
    IOptions<AssistantOptions> assistantOptions,
    ILogger<TaskChatRuntime> logger)
{
    public IConversations Conversations => conversations;

    public IAssistant Assistant => assistant;

    public TaskChatOptions Options => options.Value;

    /// <summary>Messages that a session remembers for the assistant.</summary>
    public int History => assistantOptions.Value.History;

    public ILogger Logger => logger;
}
