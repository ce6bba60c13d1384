using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MassTransit;
using Realtime.Contracts.DomainEvents;

namespace Realtime.OfflineDelivery.Commands;

/// <summary>Turns events of projects and tasks into messages of the project's room.</summary>
internal sealed class ProjectEventsConsumer(CommandIntake intake) :
    IConsumer<TaskCreated>,
    IConsumer<TaskUpdated>,
    IConsumer<TaskDeleted>,
    IConsumer<ProjectUpdated>,
    IConsumer<StatusChanged>
{
    private static readonly CommandJsonContext Json = CommandJsonContext.Default;

    public Task Consume(ConsumeContext<TaskCreated> context) => PublishAsync(context, context.Message.ProjectId, "task_created", context.Message, Json.TaskCreated);

    public async Task Consume(ConsumeContext<TaskUpdated> context)
    {
        var task = context.Message;
        await PublishAsync(context, task.ProjectId, "task_updated", task, Json.TaskUpdated);
        if (task.Changes?.TryGetValue("status", out var status) == true)
        {
            var changed = new StatusChanged(task.TaskId, "task", Text(status.Old), Text(status.New), task.ProjectId);
            await PublishAsync(context, task.ProjectId, "status_changed", changed, Json.StatusChanged);
        }
    }

    public Task Consume(ConsumeContext<TaskDeleted> context) => PublishAsync(context, context.Message.ProjectId, "task_deleted", context.Message, Json.TaskDeleted);

    public Task Consume(ConsumeContext<ProjectUpdated> context) => PublishAsync(context, context.Message.ProjectId, "project_updated", context.Message, Json.ProjectUpdated);

    public Task Consume(ConsumeContext<StatusChanged> context) => PublishAsync(context, context.Message.ProjectId, "status_changed", context.Message, Json.StatusChanged);

    private Task PublishAsync<T>(ConsumeContext context, Guid project, string type, T data, JsonTypeInfo<T> info)
    {
        // One event may become two messages, so the type is part of the id that makes a retry harmless.
        var id = context.MessageId is { } envelope ? $"{envelope:N}-{type}" : null;
        return intake.ToRoomAsync($"project:{project}", type, JsonSerializer.SerializeToElement(data, info), id, context.MessageId, null, context.CancellationToken);
    }

    private static string Text(JsonElement? value) =>
        value is not { } element ? "" : element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();
}
