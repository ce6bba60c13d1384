namespace Realtime.OfflineDelivery.Http;

/// <summary>A message for a room was accepted.</summary>
internal sealed record RoomAccepted(string MessageId, string Room);
