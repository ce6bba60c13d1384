namespace Realtime.Presence.Queries;

/// <summary>Body of <c>POST /api/v1/presence/query</c>.</summary>
internal sealed record UsersQuery(IReadOnlyList<string>? UserIds);
