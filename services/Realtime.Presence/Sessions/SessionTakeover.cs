using Realtime.Contracts.Sessions;

namespace Realtime.Presence.Sessions;

/// <summary>What an acquisition gave, and whom it displaced.</summary>
internal sealed record SessionTakeover(SessionGrant Grant, SessionHolder? Previous);
