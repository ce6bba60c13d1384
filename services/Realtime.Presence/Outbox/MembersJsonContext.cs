using System.Text.Json.Serialization;

namespace Realtime.Presence.Outbox;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(MemberAction[]))]
[JsonSerializable(typeof(MembersSummary))]
internal sealed partial class MembersJsonContext : JsonSerializerContext;
