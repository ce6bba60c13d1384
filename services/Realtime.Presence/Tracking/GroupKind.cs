namespace Realtime.Presence.Tracking;

/// <summary>What a bundle holds of one gateway (presence_apply).</summary>
internal enum GroupKind
{
    Deltas = 0,
    Snapshot = 1,
    SignOfLife = 2,
}
