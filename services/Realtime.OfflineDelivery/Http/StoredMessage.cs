using System.Text.Json;

namespace Realtime.OfflineDelivery.Http;

/// <summary>A stored message as <see cref="FrameWriter"/> writes it, for the API description.</summary>
internal sealed record StoredMessage(
    string Type,
    JsonElement Data,
    DateTimeOffset Timestamp,
    string MessageId,
    string? Sender = null,
    string? Publisher = null,
    bool Durable = true,
    bool? Redelivered = null,
    string? Room = null,
    long? Offset = null,
    string? Epoch = null);
