using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Realtime.Messaging;

/// <summary>Which types others may send, whichever way: any but those with which the server itself speaks.</summary>
public static class MessageTypes
{
    /// <summary>Longest type, in characters.</summary>
    public const int MaxLength = 200;

    private static readonly FrozenSet<string> Reserved = FrozenSet.Create(
        StringComparer.Ordinal, "ack", "error", "pong", "welcome", "auth_success", "auth_failed", "session_expiring", "server_draining", "messages_dropped", "inbox_overflow");

    /// <summary>Whether a message of this type may be sent.</summary>
    public static bool IsPublishable([NotNullWhen(true)] string? type) => type is not null && FaultOf(type) is null;

    /// <summary>Why a message of this type may not be sent; null when it may.</summary>
    public static string? FaultOf(string type) =>
        type.Length is 0 or > MaxLength ? $"'type' must have 1 to {MaxLength} characters."
        : !MessageIds.IsStorable(type) ? "'type' must not hold the character NUL."
        : Reserved.Contains(type) ? $"'type' must not be '{type}': the server itself speaks with it."
        : null;
}
