using Realtime.Gateway.Protocol;

namespace Realtime.Gateway.Transport.Handshake;

/// <summary>What becomes of an upgrade, for either listener to carry out.</summary>
internal sealed record UpgradeOutcome(UpgradeRequest Request, UpgradeDecision Decision)
{
    /// <summary>Set when accepted.</summary>
    public ProtocolBinding? Binding { get; init; }

    /// <summary>The address has been counted; whoever ends the connection, or fails to open it, releases it.</summary>
    public bool CountedAddress { get; init; }

    /// <summary>Value of Sec-WebSocket-Extensions, or null.</summary>
    public string? Extensions { get; init; }

    /// <summary>Largest message that may go compressed; 0: no compression.</summary>
    public int DeflateWindow { get; init; }
}
