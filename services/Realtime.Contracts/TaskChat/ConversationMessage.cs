namespace Realtime.Contracts.TaskChat;

/// <summary>One message of a conversation.</summary>
/// <param name="Id">The message; grows within a conversation.</param>
/// <param name="Content">What was said.</param>
/// <param name="Role"><c>user</c> or <c>assistant</c>.</param>
/// <param name="Timestamp">When it was stored.</param>
public sealed record ConversationMessage(long Id, string Content, string Role, DateTimeOffset Timestamp);
