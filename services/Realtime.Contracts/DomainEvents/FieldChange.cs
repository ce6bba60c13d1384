using System.Text.Json;

namespace Realtime.Contracts.DomainEvents;

/// <summary>Old and new value of a changed field.</summary>
/// <param name="Old">Value before the change.</param>
/// <param name="New">Value after the change.</param>
public sealed record FieldChange(JsonElement? Old, JsonElement? New);
