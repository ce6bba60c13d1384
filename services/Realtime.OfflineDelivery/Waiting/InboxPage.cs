namespace Realtime.OfflineDelivery.Waiting;

/// <summary>A part of some users' inboxes.</summary>
/// <param name="Rows">The messages of each, in order.</param>
/// <param name="Ends">The last place of each; users who have nothing are left out.</param>
/// <param name="Lost">How many messages a full inbox lost, of users who have not been told.</param>
internal sealed record InboxPage(ILookup<string, InboxRow> Rows, IReadOnlyDictionary<string, long> Ends, Dictionary<string, long> Lost);
