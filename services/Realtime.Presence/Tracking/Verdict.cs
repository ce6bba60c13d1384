namespace Realtime.Presence.Tracking;

/// <summary>What the database made of a gateway's group (presence_apply).</summary>
internal enum Verdict
{
    Applied = 0,
    Duplicate = 1,
    PartlyKnown = 2,
    Gap = 3,
    Fenced = 4,
}
