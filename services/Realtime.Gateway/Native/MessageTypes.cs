using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Realtime.Messaging;

namespace Realtime.Gateway.Native;

/// <summary>Which types clients may send to each other: any but those with which the server itself speaks.</summary>
internal static class MessageTypes
{
    public const int MaxLength = 128;

    private static readonly FrozenSet<string> Reserved = FrozenSet.Create(
        StringComparer.Ordinal, "ack", "error", "pong", "welcome", "auth_success", "auth_failed", "session_expiring", "server_draining");

    public static bool IsPublishable([NotNullWhen(true)] string? type) =>
        IsWellFormed(type) && !Reserved.Contains(type);

    /// <summary>Whether a type has a length and characters that the way to its readers takes; administrators may use reserved ones.</summary>
    public static bool IsWellFormed([NotNullWhen(true)] string? type) =>
        type is { Length: > 0 and <= MaxLength } && MessageIds.IsStorable(type);
}
