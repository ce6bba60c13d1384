namespace Realtime.OfflineDelivery.Http;

/// <summary>A page of a room's log as <see cref="HistoryPage"/> writes it, for the API description.</summary>
internal sealed record RoomHistory(string Room, string Epoch, long FirstOffset, long LastOffset, IReadOnlyList<StoredMessage> Messages);
