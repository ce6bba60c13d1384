namespace Realtime.Presence.Locations;

/// <summary>Answer to positions: how many were newer than what was known.</summary>
internal sealed record PositionsAccepted(int Accepted);
