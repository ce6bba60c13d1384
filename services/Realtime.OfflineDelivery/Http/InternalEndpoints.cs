using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using Npgsql;
using Realtime.Contracts.Json;
using Realtime.Contracts.Rooms;
using Realtime.OfflineDelivery.TaskChats;
using Realtime.ServiceDefaults.Http;

namespace Realtime.OfflineDelivery.Http;

/// <summary>What the gateways ask for.</summary>
internal static class InternalEndpoints
{
    private const int MaxContent = 1_000_000;
    private const int MaxTaskId = 200;

    public static RouteGroupBuilder MapInternalDelivery(this RouteGroupBuilder group)
    {
        group.MapGet("/history", HistoryAsync);
        group.MapGet("/stats", StatsAsync);
        group.MapPost("/task-chat/conversations", OpenAsync);
        group.MapPost("/task-chat/conversations/{id:long}/messages", AddAsync);
        return group;
    }

    private static async Task<IResult> HistoryAsync(string room, int? limit, long? before, long? after, HistoryPage history, CancellationToken cancellationToken) =>
        RoomName.IsValid(room)
            ? await history.ReadAsync(room, limit, before, after, cancellationToken)
            : Fields.Invalid("room", "is no room name.");

    private static async Task<IResult> StatsAsync(NpgsqlDataSource database, IOptions<DeliveryOptions> options, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT count(*), count(DISTINCT user_id), count(*) FILTER (WHERE attempts = 0) FROM inbox");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var total = reader.GetInt64(0);
        var untried = reader.GetInt64(2);
        var ttl = options.Value.TimeToLive;
        return TypedResults.Json(
            new InboxStats(
                total,
                options.Value.InboxSize,
                $"{(long)ttl.TotalHours}h{ttl.Minutes}m{ttl.Seconds}s",
                reader.GetInt64(1),
                new Dictionary<string, long> { ["pending"] = untried, ["unacknowledged"] = total - untried }),
            DeliveryJsonContext.Default.InboxStats);
    }

    private static async Task<IResult> OpenAsync(HttpContext context, ConversationStore store, CancellationToken cancellationToken)
    {
        if (await ReadAsync(context, RealtimeJsonContext.Default.OpenConversation, cancellationToken) is not { } body)
        {
            return RealtimeProblems.BadRequest("The body is not as it should be.");
        }

        if (!UserId.IsValid(body.UserId))
        {
            return Fields.Invalid("user_id", "is no user id.");
        }

        return body.TaskId is { Length: > 0 and <= MaxTaskId } && !body.TaskId.Contains('\0')
            ? TypedResults.Json(await store.OpenAsync(body.UserId, body.TaskId, cancellationToken), RealtimeJsonContext.Default.Conversation)
            : Fields.Invalid("task_id", $"must have 1 to {MaxTaskId} characters.");
    }

    private static async Task<IResult> AddAsync(long id, HttpContext context, ConversationStore store, CancellationToken cancellationToken)
    {
        if (await ReadAsync(context, RealtimeJsonContext.Default.AddConversationMessage, cancellationToken) is not { UserId: not null } body)
        {
            return RealtimeProblems.BadRequest("The body is not as it should be.");
        }

        if (body.Content is not { Length: > 0 and <= MaxContent } || body.Content.Contains('\0'))
        {
            return Fields.Invalid("content", $"must have 1 to {MaxContent} characters.");
        }

        if (body.Role is not ("user" or "assistant"))
        {
            return Fields.Invalid("role", "must be user or assistant.");
        }

        var message = await store.AddAsync(id, body, cancellationToken);
        return message is null ? RealtimeProblems.NotFound() : TypedResults.Json(message, RealtimeJsonContext.Default.ConversationMessage);
    }

    private static async Task<T?> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> info, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, info, cancellationToken);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
