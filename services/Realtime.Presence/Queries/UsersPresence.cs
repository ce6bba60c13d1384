namespace Realtime.Presence.Queries;

/// <summary>Answer to <see cref="UsersQuery"/>, in the order of the ids asked for.</summary>
internal sealed record UsersPresence(IReadOnlyList<UserPresence> Users);
