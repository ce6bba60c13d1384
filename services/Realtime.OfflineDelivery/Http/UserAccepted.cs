namespace Realtime.OfflineDelivery.Http;

/// <summary>A message for a user was accepted.</summary>
internal sealed record UserAccepted(string MessageId, string UserId);
