namespace Realtime.OfflineDelivery.Attachments.Uploads;

/// <summary>A room or user that an upload is for, as a routing key.</summary>
internal sealed record UploadTarget(string Key, DateTimeOffset ExpiresAt);
