namespace Realtime.Contracts.TaskChat;

/// <summary>
/// Body of <c>POST /internal/task-chat/conversations</c> at OfflineDelivery: finds the user's conversation about a task, or begins it. The answer is a
/// <see cref="Conversation"/>.
/// </summary>
/// <param name="UserId">The user; a conversation belongs to one user and one task.</param>
/// <param name="TaskId">The task, as text of at most 200 characters.</param>
public sealed record OpenConversation(string UserId, string TaskId);
