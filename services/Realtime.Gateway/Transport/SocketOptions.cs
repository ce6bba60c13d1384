using System.ComponentModel.DataAnnotations;

namespace Realtime.Gateway.Transport;

/// <summary>The socket listener and what is common to all connections (section Gateway:Sockets).</summary>
public sealed class SocketOptions
{
    public const string SectionName = "Gateway:Sockets";

    /// <summary>Port of the `sockets` endpoint; the variable SOCKETS_PORT wins; 0: any free one.</summary>
    [Range(0, 65535)]
    public int Port { get; set; } = 5312;

    /// <summary>Address to bind; null: loopback in Development, all addresses otherwise.</summary>
    public string? Address { get; set; }

    /// <summary>What serves the endpoint.</summary>
    public SocketTransport Transport { get; set; }

    /// <summary>I/O loops; 0: half the processors, at least one.</summary>
    [Range(0, 256)]
    public int Loops { get; set; }

    [Range(1, 65535)]
    public int Backlog { get; set; } = 4096;

    /// <summary>From the first byte expected to the 101.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Request line and headers of an upgrade.</summary>
    [Range(1024, 65536)]
    public int MaxRequestHeadBytes { get; set; } = 16 * 1024;

    [Range(1, 1000)]
    public int MaxRequestHeaders { get; set; } = 100;

    [Range(1, 10_000_000)]
    public int MaxConnections { get; set; } = 100_000;

    [Range(1, 10_000_000)]
    public int MaxConnectionsPerAddress { get; set; } = 10_000;

    /// <summary>Compact the heap once a wave of new sockets has settled, so that what their handshakes left goes back to the system.</summary>
    public bool SettleMemory { get; set; } = true;

    /// <summary>Sockets of its own that the gateway talks to for up to two seconds before it is ready; 0: none.</summary>
    [Range(0, 1000)]
    public int WarmupConnections { get; set; } = 40;

    /// <summary>Networks whose X-Forwarded-For is believed, as CIDR; null: loopback and private networks.</summary>
    public string[]? TrustedProxies { get; set; }
}
