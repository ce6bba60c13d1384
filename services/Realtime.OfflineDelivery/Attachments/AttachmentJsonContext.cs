using System.Text.Json.Serialization;

namespace Realtime.OfflineDelivery.Attachments;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(FileAnswer))]
internal sealed partial class AttachmentJsonContext : JsonSerializerContext;
