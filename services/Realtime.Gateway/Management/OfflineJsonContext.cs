using System.Text.Json;
using System.Text.Json.Serialization;

namespace Realtime.Gateway.Management;

[JsonSerializable(typeof(JsonDocument))]
internal sealed partial class OfflineJsonContext : JsonSerializerContext;
