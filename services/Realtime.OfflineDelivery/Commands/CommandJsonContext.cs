using System.Text.Json;
using System.Text.Json.Serialization;
using Realtime.Contracts.DomainEvents;

namespace Realtime.OfflineDelivery.Commands;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(TaskCreated))]
[JsonSerializable(typeof(TaskUpdated))]
[JsonSerializable(typeof(TaskDeleted))]
[JsonSerializable(typeof(ProjectUpdated))]
[JsonSerializable(typeof(StatusChanged))]
[JsonSerializable(typeof(AgentEventRaised))]
internal sealed partial class CommandJsonContext : JsonSerializerContext;
