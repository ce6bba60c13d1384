using System.Text.Json.Serialization;
using Realtime.Contracts.Gateways;
using Realtime.Contracts.Presence;
using Realtime.Contracts.Sessions;

namespace Realtime.Contracts.Json;

/// <summary>Source-generated JSON (snake_case, nulls left out) for what the services send each other outside MassTransit.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GatewayAnnouncement))]
[JsonSerializable(typeof(PresenceBatch))]
[JsonSerializable(typeof(AcquireSession))]
[JsonSerializable(typeof(SessionGrant))]
[JsonSerializable(typeof(IReadOnlyList<SessionGrant>))]
[JsonSerializable(typeof(IReadOnlyList<RenewSession>))]
[JsonSerializable(typeof(ReleaseSession))]
public sealed partial class RealtimeJsonContext : JsonSerializerContext;
