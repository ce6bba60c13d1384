using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Realtime.Messaging;
using Realtime.Messaging.Ingress;

namespace Realtime.Gateway.Native;

/// <summary>Which types clients and administrators may send: any but those with which the server itself speaks.</summary>
internal static class MessageTypes
{
    public const int MaxLength = PlainMessage.MaxTypeLength;

    private static readonly FrozenSet<string> Reserved = FrozenSet.Create(
        StringComparer.Ordinal, "ack", "error", "pong", "welcome", "auth_success", "auth_failed", "session_expiring", "server_draining", "messages_dropped", "inbox_overflow");

    public static bool IsPublishable([NotNullWhen(true)] string? type) =>
        IsWellFormed(type) && !Reserved.Contains(type);

    private static bool IsWellFormed([NotNullWhen(true)] string? type) =>
        type is { Length: > 0 and <= MaxLength } && MessageIds.IsStorable(type);
}
