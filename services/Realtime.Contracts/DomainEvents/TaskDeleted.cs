namespace Realtime.Contracts.DomainEvents;

/// <summary>A task was deleted; room <c>project:&lt;ProjectId&gt;</c> gets <c>task_deleted</c> (Auto-Devs).</summary>
/// <param name="TaskId">The task.</param>
/// <param name="ProjectId">The project.</param>
public sealed record TaskDeleted(Guid TaskId, Guid ProjectId);
