using System.Diagnostics.CodeAnalysis;

namespace Realtime.Messaging;

/// <summary>Identities of messages.</summary>
public static class MessageIds
{
    /// <summary>Longest identity that a client may choose, in characters.</summary>
    public const int MaxLength = 64;

    /// <summary>A new identity: UUIDv7, so that ids made later sort later.</summary>
    public static string New() => Guid.CreateVersion7().ToString();

    /// <summary>Whether <paramref name="id"/> may identify a message.</summary>
    public static bool IsValid([NotNullWhen(true)] string? id) => id is { Length: > 0 and <= MaxLength } && IsStorable(id);

    /// <summary>The database's texts hold every character but this one: what has it must not be accepted.</summary>
    public static bool IsStorable(string text) => !text.Contains('\0', StringComparison.Ordinal);
}
