using System.Text.Json;

namespace Realtime.Contracts.DomainEvents;

/// <summary>A project changed; room <c>project:&lt;ProjectId&gt;</c> gets <c>project_updated</c> (Auto-Devs).</summary>
/// <param name="ProjectId">The project.</param>
/// <param name="Changes">Changed fields by name.</param>
/// <param name="Project">The project as clients shall see it.</param>
public sealed record ProjectUpdated(Guid ProjectId, IReadOnlyDictionary<string, FieldChange>? Changes = null, JsonElement? Project = null);
