namespace Realtime.Presence.Tracking;

internal readonly record struct GroupVerdict(string GatewayId, Verdict Verdict, long LastSequence);
