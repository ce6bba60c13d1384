using System.Text.Json;

namespace Realtime.Contracts.DomainEvents;

/// <summary>A task was created; room <c>project:&lt;ProjectId&gt;</c> gets <c>task_created</c> (Auto-Devs).</summary>
/// <param name="TaskId">The task.</param>
/// <param name="ProjectId">The project.</param>
/// <param name="Task">The task as clients shall see it.</param>
public sealed record TaskCreated(Guid TaskId, Guid ProjectId, JsonElement? Task = null);
