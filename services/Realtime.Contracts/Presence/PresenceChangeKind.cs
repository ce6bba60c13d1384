using System.Text.Json.Serialization;

namespace Realtime.Contracts.Presence;

/// <summary>Kinds of <see cref="PresenceChange"/>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PresenceChangeKind>))]
public enum PresenceChangeKind
{
    /// <summary>An authenticated socket opened (or an open one authenticated).</summary>
    Opened,

    /// <summary>A socket ended; it has left its rooms.</summary>
    Closed,

    /// <summary>A socket joined a room.</summary>
    Joined,

    /// <summary>A socket left a room.</summary>
    Left,

    /// <summary>A user's presence state in a room was set.</summary>
    State,
}
