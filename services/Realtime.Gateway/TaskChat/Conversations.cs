using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using Realtime.Contracts.Json;
using Realtime.Contracts.TaskChat;

namespace Realtime.Gateway.TaskChat;

/// <summary>Conversations at OfflineDelivery.</summary>
internal sealed partial class Conversations(IHttpClientFactory clients, IOptions<TaskChatOptions> options, TimeProvider time, ILogger<Conversations> logger) : IConversations
{
    public const string ClientName = "offline-delivery-task-chat";

    private const string Path = "/internal/task-chat/conversations";

    public Task<Conversation?> OpenAsync(string userId, string taskId) =>
        PostAsync(Path, new OpenConversation(userId, taskId), RealtimeJsonContext.Default.OpenConversation, RealtimeJsonContext.Default.Conversation);

    public Task<ConversationMessage?> AddAsync(long conversationId, string userId, string content, string role) => PostAsync(
        string.Create(CultureInfo.InvariantCulture, $"{Path}/{conversationId}/messages"),
        new AddConversationMessage(userId, content, role),
        RealtimeJsonContext.Default.AddConversationMessage,
        RealtimeJsonContext.Default.ConversationMessage);

    private async Task<TAnswer?> PostAsync<TRequest, TAnswer>(string path, TRequest body, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TAnswer> answerType)
        where TAnswer : class
    {
        using var timeout = new CancellationTokenSource(options.Value.StoreTimeout, time);
        try
        {
            using var response = await clients.CreateClient(ClientName).PostAsJsonAsync(path, body, requestType, timeout.Token);
            response.EnsureSuccessStatusCode();
            return await response.Content.ReadFromJsonAsync(answerType, timeout.Token);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or JsonException)
        {
            Log.Failed(logger, exception.GetType().Name);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3310, LogLevel.Warning, "A conversation could not be read or written: {Reason}.", EventName = "ConversationFailed")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
