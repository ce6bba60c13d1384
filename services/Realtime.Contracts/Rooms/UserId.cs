using System.Buffers;

namespace Realtime.Contracts.Rooms;

/// <summary>The rule for user ids: 1 to 200 characters that are safe in a routing key (no <c>*</c>, <c>#</c> or white space).</summary>
public static class UserId
{
    /// <summary>Longest user id, in characters.</summary>
    public const int MaxLength = 200;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_:@.-/|+=~");

    /// <summary>Whether <paramref name="id"/> is a user id.</summary>
    public static bool IsValid(ReadOnlySpan<char> id) =>
        id.Length is > 0 and <= MaxLength && id.IndexOfAnyExcept(Allowed) < 0;
}
