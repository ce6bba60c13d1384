using Realtime.Gateway.Connections;
using Realtime.Gateway.Identity;

namespace Realtime.Gateway.Protocol;

/// <summary>An adapter's answer to an upgrade: accept with what the connection starts with, or refuse with an HTTP answer.</summary>
internal sealed class UpgradeDecision
{
    private UpgradeDecision()
    {
    }

    public bool Accepted { get; private init; }

    public string? Subprotocol { get; private init; }

    public ConnectionIdentity? Identity { get; private init; }

    public object? State { get; private init; }

    /// <summary>Settings of this connection in place of the adapter's.</summary>
    public EndpointSettings? Settings { get; private init; }

    public int Status { get; private init; }

    public ReadOnlyMemory<byte> Body { get; private init; }

    public string ContentType { get; private init; } = ProblemBody.ContentType;

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; private init; } = [];

    public static UpgradeDecision Accept(string? subprotocol = null, ConnectionIdentity? identity = null, object? state = null, EndpointSettings? settings = null) =>
        new() { Accepted = true, Subprotocol = subprotocol, Identity = identity, State = state, Settings = settings };

    /// <summary>Refuses with problem details.</summary>
    public static UpgradeDecision Refuse(int status, string code, string message, params IReadOnlyList<KeyValuePair<string, string>> headers) =>
        new() { Status = status, Body = ProblemBody.Create(status, code, message), Headers = headers };

    /// <summary>Refuses with a body of the adapter's own.</summary>
    public static UpgradeDecision RefuseWith(int status, ReadOnlyMemory<byte> body, string contentType, params IReadOnlyList<KeyValuePair<string, string>> headers) =>
        new() { Status = status, Body = body, ContentType = contentType, Headers = headers };
}
