namespace Realtime.Presence.Outbox;

/// <summary>Data of the message <c>presence</c> that stands for many joins and leaves of one tick.</summary>
internal sealed record MembersSummary(string Room, int JoinedCount, int LeftCount, int Count);
