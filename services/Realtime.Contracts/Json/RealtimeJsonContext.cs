using System.Text.Json.Serialization;
using Realtime.Contracts.Gateways;
using Realtime.Contracts.Locations;
using Realtime.Contracts.Presence;
using Realtime.Contracts.Sessions;
using Realtime.Contracts.TaskChat;

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
[JsonSerializable(typeof(VendorPosition))]
[JsonSerializable(typeof(IReadOnlyList<VendorPosition>))]
[JsonSerializable(typeof(LocationQuery))]
[JsonSerializable(typeof(RemoveVendor))]
[JsonSerializable(typeof(OpenConversation))]
[JsonSerializable(typeof(Conversation))]
[JsonSerializable(typeof(ConversationMessage))]
[JsonSerializable(typeof(AddConversationMessage))]
public sealed partial class RealtimeJsonContext : JsonSerializerContext;
