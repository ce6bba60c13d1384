namespace Realtime.Presence.Outbox;

/// <summary>One item of a <c>Members</c> entry.</summary>
internal sealed record MemberAction(string UserId, string Action);
