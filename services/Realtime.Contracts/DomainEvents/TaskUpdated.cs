using System.Text.Json;

namespace Realtime.Contracts.DomainEvents;

/// <summary>
/// A task changed; room <c>project:&lt;ProjectId&gt;</c> gets <c>task_updated</c>, and <c>status_changed</c> too when
/// <paramref name="Changes"/> names <c>status</c> (Auto-Devs).
/// </summary>
/// <param name="TaskId">The task.</param>
/// <param name="ProjectId">The project.</param>
/// <param name="Changes">Changed fields by name.</param>
/// <param name="Task">The task as clients shall see it.</param>
public sealed record TaskUpdated(Guid TaskId, Guid ProjectId, IReadOnlyDictionary<string, FieldChange>? Changes = null, JsonElement? Task = null);
