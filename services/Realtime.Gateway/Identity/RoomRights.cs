using Realtime.Contracts.Rooms;

namespace Realtime.Gateway.Identity;

/// <summary>The <c>cap</c> claim made ready for questions: patterns are names, with <c>*</c> for any run of characters.</summary>
internal sealed class RoomRights
{
    private readonly (string Pattern, RoomRight Rights)[] _grants;

    private RoomRights((string Pattern, RoomRight Rights)[] grants) => _grants = grants;

    /// <summary>No claim: nothing is narrowed, and nothing granted where a namespace asks for a grant.</summary>
    public static RoomRights Unnarrowed { get; } = new([]);

    public bool IsNarrowed => !ReferenceEquals(this, Unnarrowed);

    public static RoomRights From(IReadOnlyDictionary<string, IReadOnlyList<string>>? capabilities) =>
        capabilities is null ? Unnarrowed : new([.. capabilities.Select(entry => (entry.Key, Parse(entry.Value)))]);

    /// <summary>Whether <paramref name="right"/> is allowed in a room (or to a user). A namespace may demand that the token grants it by name.</summary>
    public bool Allows(string name, RoomRight right, bool grantRequired) =>
        IsNarrowed ? Grants(name, right) : !grantRequired;

    private bool Grants(string room, RoomRight right)
    {
        foreach (var (pattern, rights) in _grants)
        {
            if ((rights & right) == right && RoomPattern.Matches(pattern, room))
            {
                return true;
            }
        }

        return false;
    }

    private static RoomRight Parse(IReadOnlyList<string> actions)
    {
        var rights = RoomRight.None;
        foreach (var action in actions)
        {
            rights |= action switch
            {
                "subscribe" => RoomRight.Subscribe,
                "publish" => RoomRight.Publish,
                "presence" => RoomRight.Presence,
                "history" => RoomRight.History,
                "direct" => RoomRight.Direct,
                "*" => RoomRight.All,
                _ => RoomRight.None,
            };
        }

        return rights;
    }
}
