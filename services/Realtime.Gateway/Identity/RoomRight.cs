namespace Realtime.Gateway.Identity;

/// <summary>What a token may allow in a room (claim <c>cap</c>).</summary>
[Flags]
internal enum RoomRight
{
    None = 0,
    Subscribe = 1,
    Publish = 2,
    Presence = 4,
    History = 8,

    /// <summary>Direct messages; the patterns then stand for users.</summary>
    Direct = 16,
    All = Subscribe | Publish | Presence | History | Direct,
}
