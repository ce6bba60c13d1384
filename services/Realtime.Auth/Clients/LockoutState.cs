namespace Realtime.Auth.Clients;

internal sealed record LockoutState(int Failures, DateTimeOffset LastFailureAt, DateTimeOffset? LockedUntil, bool IsKnownClient = true);
