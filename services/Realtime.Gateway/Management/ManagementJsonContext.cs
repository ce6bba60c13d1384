using System.Text.Json.Serialization;
using Realtime.Gateway.Management.Api;
using Realtime.Gateway.Management.Stats;

namespace Realtime.Gateway.Management;

/// <summary>The management API's JSON: snake_case, as the Auto-Devs document has it.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ReplicaStats))]
[JsonSerializable(typeof(IReadOnlyList<ConnectionRow>))]
[JsonSerializable(typeof(ConnectionList))]
[JsonSerializable(typeof(ConnectionTotal))]
[JsonSerializable(typeof(ProjectCount))]
[JsonSerializable(typeof(UserCount))]
[JsonSerializable(typeof(RoomCount))]
[JsonSerializable(typeof(ServiceMetrics))]
[JsonSerializable(typeof(ServiceStats))]
[JsonSerializable(typeof(ServiceHealth))]
[JsonSerializable(typeof(ApiHealth))]
[JsonSerializable(typeof(MessageRequest))]
[JsonSerializable(typeof(MessageReply))]
[JsonSerializable(typeof(DisconnectReply))]
internal sealed partial class ManagementJsonContext : JsonSerializerContext;
