using System.ComponentModel.DataAnnotations;

namespace Realtime.Edge.Configuration;

public sealed class EdgeLimitsOptions
{
    public const string SectionName = "Edge:Limits";

    /// <summary>Requests a minute for each caller: the client and subject of a valid token, else the address.</summary>
    [Range(1, 100_000_000)]
    public int RequestsPerMinute { get; set; } = 1_000;

    /// <summary>The same for socket upgrades and for requests of an open Engine.IO session, so that a crowd behind one address can reconnect.</summary>
    [Range(1, 100_000_000)]
    public int UpgradesPerMinute { get; set; } = 30_000;

    [Range(1, 10_000_000)]
    public int ConnectionsPerAddress { get; set; } = 10_000;

    /// <summary>Callers that are counted one by one; the rest share a few counters.</summary>
    [Range(1_000, 10_000_000)]
    public int TrackedCallers { get; set; } = 100_000;

    [Range(1_024, 1_073_741_824)]
    public long MaxRequestBodyBytes { get; set; } = 1_048_576;

    /// <summary>The same for uploads of files; OfflineDelivery has limits of its own.</summary>
    [Range(1_024, 1_099_511_627_776)]
    public long MaxFileBodyBytes { get; set; } = 268_435_456;

    [Range(1_024, 1_048_576)]
    public int MaxRequestHeaderBytes { get; set; } = 32_768;

    [Range(1_024, 131_072)]
    public int MaxRequestLineBytes { get; set; } = 16_384;

    /// <summary>How long a client may take to send the headers of a request.</summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "00:10:00")]
    public TimeSpan RequestHeadersTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may be idle between requests.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromSeconds(130);

    /// <summary>A body that arrives slower than this, after <see cref="SlowBodyGrace"/>, ends its connection.</summary>
    [Range(1, 1_000_000)]
    public double MinRequestBodyBytesPerSecond { get; set; } = 240;

    [Range(typeof(TimeSpan), "00:00:01.1", "00:10:00")]
    public TimeSpan SlowBodyGrace { get; set; } = TimeSpan.FromSeconds(5);
}
