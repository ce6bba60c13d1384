using Npgsql;
using Realtime.Contracts.TaskChat;
using Realtime.OfflineDelivery.Data;

namespace Realtime.OfflineDelivery.TaskChats;

/// <summary>Conversations of users about tasks.</summary>
internal sealed class ConversationStore(NpgsqlDataSource database, TimeProvider time)
{
    private const int MaxMessages = 500;

    /// <summary>The user's conversation about the task, begun if there is none; safe when two sockets begin it at once.</summary>
    public async Task<Conversation> OpenAsync(string userId, string taskId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var open = new NpgsqlCommand(
            """
            INSERT INTO conversations (user_id, task_id, created_at, updated_at) VALUES ($1, $2, $3, $3)
            ON CONFLICT (user_id, task_id) DO UPDATE SET updated_at = conversations.updated_at
            RETURNING id
            """,
            connection);
        open.Parameters.Text(userId);
        open.Parameters.Text(taskId);
        open.Parameters.Time(time.GetUtcNow());
        var id = (long)(await open.ExecuteScalarAsync(cancellationToken))!;

        await using var read = new NpgsqlCommand(
            "SELECT id, content, role, created_at FROM conversation_messages WHERE conversation_id = $1 ORDER BY id DESC LIMIT $2", connection);
        read.Parameters.Big(id);
        read.Parameters.Number(MaxMessages);
        var messages = new List<ConversationMessage>();
        await using var reader = await read.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            messages.Add(new ConversationMessage(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.Time(3)));
        }

        messages.Reverse();
        return new Conversation(id, messages);
    }

    /// <summary>Stores a message; null when the user has no such conversation.</summary>
    public async Task<ConversationMessage?> AddAsync(long conversation, AddConversationMessage message, CancellationToken cancellationToken)
    {
        // To the millisecond, so that the answer is what is read later.
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        await using var command = database.CreateCommand(
            """
            WITH mine AS (
                UPDATE conversations SET updated_at = $5 WHERE id = $1 AND user_id = $2 RETURNING id
            )
            INSERT INTO conversation_messages (conversation_id, content, role, created_at)
            SELECT id, $3, $4, $5 FROM mine
            RETURNING id
            """);
        command.Parameters.Big(conversation);
        command.Parameters.Text(message.UserId);
        command.Parameters.Text(message.Content);
        command.Parameters.Text(message.Role);
        command.Parameters.Time(now);
        return await command.ExecuteScalarAsync(cancellationToken) is long id ? new ConversationMessage(id, message.Content, message.Role, now) : null;
    }
}
