using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Realtime.Gateway.SocketIo;

/// <summary>Engine.IO and Socket.IO, section <c>Gateway:SocketIo</c>.</summary>
internal sealed class SocketIoOptions
{
    public const string SectionName = "Gateway:SocketIo";

    /// <summary>Serves the handlers that the public protocol test suites talk to, instead of the namespaces.</summary>
    public bool Conformance { get; set; }

    /// <summary>25,000, or 300 with <see cref="Conformance"/>, when not set.</summary>
    [Range(50, 3_600_000)]
    public int? PingIntervalMs { get; set; }

    /// <summary>20,000, or 200 with <see cref="Conformance"/>, when not set.</summary>
    [Range(50, 3_600_000)]
    public int? PingTimeoutMs { get; set; }

    [Range(1_024, 16_000_000)]
    public int MaxPayloadBytes { get; set; } = 1_000_000;

    /// <summary>How long a socket may probe before it is cut.</summary>
    [Range(100, 600_000)]
    public int UpgradeTimeoutMs { get; set; } = 10_000;

    /// <summary>How long a connection may stay without a namespace.</summary>
    [Range(100, 3_600_000)]
    public int ConnectTimeoutMs { get; set; } = 45_000;

    /// <summary>Packets in one polling body.</summary>
    [Range(1, 10_000)]
    public int MaxPacketsPerPayload { get; set; } = 1_000;

    /// <summary>Bytes that wait for the next poll of one session; more end the session.</summary>
    [Range(1_024, 64_000_000)]
    public int MaxWaitingBytes { get; set; } = 2_000_000;

    /// <summary>Packets of one session that wait for the one being handled; more end the session.</summary>
    [Range(1, 10_000)]
    public int MaxWaitingPackets { get; set; } = 256;

    /// <summary>Attachments of one packet.</summary>
    [Range(0, 1_000)]
    public int MaxAttachments { get; set; } = 10;

    /// <summary>Sessions of one gateway.</summary>
    [Range(1, 1_000_000)]
    public int MaxSessions { get; set; } = 50_000;

    [ValidateObjectMembers]
    public RecoveryOptions Recovery { get; set; } = new();

    [ValidateObjectMembers]
    public RateOptions Rates { get; set; } = new();

    [ValidateObjectMembers]
    public LocationOptions Location { get; set; } = new();

    public int PingInterval => PingIntervalMs ?? (Conformance ? 300 : 25_000);

    public int PingTimeout => PingTimeoutMs ?? (Conformance ? 200 : 20_000);
}
