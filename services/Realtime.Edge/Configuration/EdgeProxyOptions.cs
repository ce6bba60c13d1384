using System.ComponentModel.DataAnnotations;

namespace Realtime.Edge.Configuration;

public sealed class EdgeProxyOptions
{
    public const string SectionName = "Edge:Proxy";

    /// <summary>How long connecting to a service may take before another replica is tried.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Replicas tried for one request while connecting fails.</summary>
    [Range(1, 10)]
    public int ConnectAttempts { get; set; } = 3;

    /// <summary>A plain request in which nothing moves for so long is given up.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RequestIdleTimeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>The same for a socket; gateways end dead ones themselves, long before.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan SocketIdleTimeout { get; set; } = TimeSpan.FromDays(1);

    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan HealthInterval { get; set; } = TimeSpan.FromSeconds(2);

    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan HealthTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>A gateway that has said nothing for so long is dropped, as long as others are heard.</summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "00:10:00")]
    public TimeSpan GatewayTimeout { get; set; } = TimeSpan.FromSeconds(6);

    /// <summary>A stopping edge lets go of its sockets within this time, evenly spread, so that their clients do not all reconnect at once.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ShutdownTime { get; set; } = TimeSpan.FromSeconds(4);

    [Range(1, 10_000)]
    public int MaxGateways { get; set; } = 256;
}
