namespace Realtime.OfflineDelivery.Http;

/// <summary>What waits in an inbox, for the API description.</summary>
internal sealed record PendingMessages(string UserId, long Total, IReadOnlyList<StoredMessage> Messages);
