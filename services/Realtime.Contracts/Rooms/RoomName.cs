using System.Buffers;

namespace Realtime.Contracts.Rooms;

/// <summary>The rule for room names: 1 to 200 characters of letters, digits and <c>_ : @ . - /</c> (docs/protocol.md, section 2).</summary>
public static class RoomName
{
    /// <summary>Longest room name, in characters.</summary>
    public const int MaxLength = 200;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_:@.-/");

    /// <summary>Whether <paramref name="name"/> is a room name.</summary>
    public static bool IsValid(ReadOnlySpan<char> name) =>
        name.Length is > 0 and <= MaxLength && name.IndexOfAnyExcept(Allowed) < 0;

    /// <summary>The part before the first colon, which selects the room's options; the whole name where there is none.</summary>
    public static ReadOnlySpan<char> Namespace(ReadOnlySpan<char> name)
    {
        var colon = name.IndexOf(':');
        return colon < 0 ? name : name[..colon];
    }
}
