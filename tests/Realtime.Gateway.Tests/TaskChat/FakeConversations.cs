using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Realtime.Contracts.Json;
using Realtime.Contracts.TaskChat;

namespace Realtime.Gateway.Tests.TaskChat;

/// <summary>OfflineDelivery's conversations in memory.</summary>
internal sealed class FakeConversations : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Dictionary<(string User, string Task), long> _ids = [];
    private readonly Dictionary<long, List<ConversationMessage>> _messages = [];
    private long _last;

    private FakeConversations(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    public bool IsDown { get; set; }

    public static async Task<FakeConversations> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var conversations = new FakeConversations(app);
        app.MapPost("/internal/task-chat/conversations", conversations.OpenAsync);
        app.MapPost("/internal/task-chat/conversations/{id:long}/messages", conversations.AddAsync);
        await app.StartAsync();
        return conversations;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> OpenAsync(HttpRequest request)
    {
        var open = (await request.ReadFromJsonAsync(RealtimeJsonContext.Default.OpenConversation))!;
        lock (_ids)
        {
            if (IsDown)
            {
                return Results.StatusCode(503);
            }

            if (!_ids.TryGetValue((open.UserId, open.TaskId), out var id))
            {
                _ids[(open.UserId, open.TaskId)] = id = ++_last;
                _messages[id] = [];
            }

            return Results.Json(new Conversation(id, [.. _messages[id]]), RealtimeJsonContext.Default.Conversation);
        }
    }

    private async Task<IResult> AddAsync(long id, HttpRequest request)
    {
        var add = (await request.ReadFromJsonAsync(RealtimeJsonContext.Default.AddConversationMessage))!;
        lock (_ids)
        {
            var message = new ConversationMessage(++_last, add.Content, add.Role, DateTimeOffset.UtcNow);
            _messages[id].Add(message);
            return Results.Json(message, RealtimeJsonContext.Default.ConversationMessage);
        }
    }
}
