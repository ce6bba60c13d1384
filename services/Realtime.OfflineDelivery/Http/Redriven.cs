namespace Realtime.OfflineDelivery.Http;

/// <summary>How many dead letters were published again.</summary>
internal sealed record Redriven([property: System.Text.Json.Serialization.JsonPropertyName("redriven")] int Count);
