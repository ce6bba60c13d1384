using System.Text.Json;

namespace Realtime.OfflineDelivery.Http;

/// <summary>Body of the routes that publish, for their description: it is read as what integrators publish on the bus is.</summary>
internal sealed record PublishRequest(string Type, JsonElement Data, string? MessageId = null, long? TtlSeconds = null);
