using System.Text.Json;

namespace Realtime.Gateway.TaskChat;

/// <summary>A frame from a client, understood: what it is, and the field that belongs to it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Task">The task as raw JSON, for <see cref="TaskChatKind.Init"/>.</param>
/// <param name="TaskKey">The task as text: <c>1</c> and <c>"1"</c> are one.</param>
/// <param name="Content">What was said, for <see cref="TaskChatKind.Message"/>.</param>
internal readonly record struct TaskChatMessage(TaskChatKind Kind, string? Task = null, string? TaskKey = null, string? Content = null)
{
    private const int MaxTaskLength = 200;

    public static TaskChatMessage Read(ReadOnlyMemory<byte> frame)
    {
        try
        {
            using var document = JsonDocument.Parse(frame);
            return Read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return new TaskChatMessage(TaskChatKind.NoJson);
        }
    }

    private static TaskChatMessage Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || Find(root, "type") is not { ValueKind: JsonValueKind.String } type)
        {
            return new TaskChatMessage(TaskChatKind.OutOfPlace);
        }

        if (type.ValueEquals("init") && Find(root, "taskId") is { } task && TaskOf(task) is { } id)
        {
            return new TaskChatMessage(TaskChatKind.Init, Task: task.GetRawText(), TaskKey: id);
        }

        if (type.ValueEquals("message") && Find(root, "content") is { ValueKind: JsonValueKind.String } content && content.GetString() is { } text && !string.IsNullOrWhiteSpace(text))
        {
            return new TaskChatMessage(TaskChatKind.Message, Content: text);
        }

        return new TaskChatMessage(TaskChatKind.OutOfPlace);
    }

    private static string? TaskOf(JsonElement task)
    {
        var text = task.ValueKind == JsonValueKind.String ? task.GetString()! : task.ValueKind == JsonValueKind.Number && task.TryGetInt64(out _) ? task.GetRawText() : "";
        return text.Length is > 0 and <= MaxTaskLength ? text : null;
    }

    private static JsonElement? Find(JsonElement root, string name)
    {
        foreach (var member in root.EnumerateObject())
        {
            if (KeyCase.Same(member.Name, name))
            {
                return member.Value;
            }
        }

        return null;
    }
}
