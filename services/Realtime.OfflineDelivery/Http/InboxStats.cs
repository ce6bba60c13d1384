namespace Realtime.OfflineDelivery.Http;

/// <summary>Figures of all inboxes, as the management API shows them.</summary>
internal sealed record InboxStats(long TotalMessages, int MaxMessages, string DefaultTtl, long UsersWithMessages, IReadOnlyDictionary<string, long> StatusCounts);
