using System.Text.Json.Serialization;

namespace Realtime.Auth.Clients;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ClientDefinition))]
[JsonSerializable(typeof(ClientView))]
[JsonSerializable(typeof(ClientList))]
[JsonSerializable(typeof(NewClientSecret))]
[JsonSerializable(typeof(NewSecretRequest))]
internal sealed partial class ClientsJsonContext : JsonSerializerContext;
