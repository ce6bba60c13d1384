using Realtime.Contracts.TaskChat;

namespace Realtime.Gateway.TaskChat;

/// <summary>Stands in where no assistant is configured.</summary>
internal sealed class DegradedAssistant : IAssistant
{
    public const string Text = "AI service temporarily unavailable";

    public Task<string?> AnswerAsync(IReadOnlyList<ConversationMessage> conversation, CancellationToken cancellationToken) => Task.FromResult<string?>(Text);
}
