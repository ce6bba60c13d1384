namespace Realtime.Contracts.TaskChat;

/// <summary>A conversation with its messages, oldest first (the last 500 at most).</summary>
/// <param name="Id">The conversation.</param>
/// <param name="Messages">What was said.</param>
public sealed record Conversation(long Id, IReadOnlyList<ConversationMessage> Messages);
