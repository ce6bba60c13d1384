namespace Realtime.Contracts.DomainEvents;

/// <summary>The status of a task or project changed; room <c>project:&lt;ProjectId&gt;</c> gets <c>status_changed</c> (Auto-Devs).</summary>
/// <param name="EntityId">The task or project.</param>
/// <param name="EntityType"><c>task</c> or <c>project</c>.</param>
/// <param name="OldStatus">Status before.</param>
/// <param name="NewStatus">Status after.</param>
/// <param name="ProjectId">The project.</param>
public sealed record StatusChanged(Guid EntityId, string EntityType, string OldStatus, string NewStatus, Guid ProjectId);
