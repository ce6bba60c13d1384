using Realtime.Gateway.Connections;
using Realtime.Gateway.Delivery;

namespace Realtime.Gateway.Protocol;

/// <summary>A message on its way to local members. Adapters encode it once per protocol, whatever the number of receivers.</summary>
internal sealed record RoomMessage
{
    public TargetKind Kind { get; init; }

    /// <summary>Room name or user id; empty for <see cref="TargetKind.All"/>.</summary>
    public string Target { get; init; } = "";

    public required string Type { get; init; }

    /// <summary>Raw JSON, UTF-8. May point into a receive buffer: valid only until the publish call returns, copy to keep.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    public string? MessageId { get; init; }

    /// <summary>User id of the sender; null for integrators and the server.</summary>
    public string? Sender { get; init; }

    /// <summary>Within which <see cref="MessageId"/> names one message; empty for what came without an identity.</summary>
    public string Scope => Publisher ?? Sender ?? "";

    /// <summary>Who published it, where that is not the sender.</summary>
    public string? Publisher { get; init; }

    public DateTimeOffset Timestamp { get; init; }

    public string? Epoch { get; init; }

    public long? Offset { get; init; }

    public bool Durable { get; init; }

    public bool Redelivered { get; init; }

    /// <summary>This connection does not get the message.</summary>
    public ClientConnection? ExcludeConnection { get; init; }

    /// <summary>No connection of this user gets the message.</summary>
    public string? ExcludeUser { get; init; }

    /// <summary>Under the conflate policy a waiting frame with the same key is replaced.</summary>
    public string? ConflationKey { get; init; }

    /// <summary>Only connections of this adapter get the message; null: all.</summary>
    public string? OnlyProtocol { get; init; }

    /// <summary>The trace that published a durable message; null when it is not recorded.</summary>
    public PublishedTrace? Trace { get; init; }

    /// <summary>An adapter's own object for its own encoding (for example an event already split into parts).</summary>
    public object? Tag { get; init; }
}
