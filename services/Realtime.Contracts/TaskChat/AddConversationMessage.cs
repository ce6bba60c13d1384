namespace Realtime.Contracts.TaskChat;

/// <summary>
/// Body of <c>POST /internal/task-chat/conversations/{id}/messages</c> at OfflineDelivery: stores a message; the answer is a <see cref="ConversationMessage"/>,
/// or 404 when the user has no such conversation.
/// </summary>
/// <param name="UserId">The user whose conversation it is.</param>
/// <param name="Content">What was said; 1 to 1,000,000 characters.</param>
/// <param name="Role"><c>user</c> or <c>assistant</c>.</param>
public sealed record AddConversationMessage(string UserId, string Content, string Role);
