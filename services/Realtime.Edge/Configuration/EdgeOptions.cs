using System.ComponentModel.DataAnnotations;

namespace Realtime.Edge.Configuration;

public sealed class EdgeOptions
{
    public const string SectionName = "Edge";

    /// <summary>Loopback port of /metrics, /alive and the checks of the edge itself.</summary>
    [Range(1, 65_535)]
    public int ManagementPort { get; set; } = 8081;

    /// <summary>Addresses or networks (CIDR) of proxies whose X-Forwarded-* headers are believed.</summary>
    public IList<string> TrustedProxies { get; } = [];

    /// <summary>Origins that browsers may call from, besides the comma-separated ALLOWED_ORIGINS.</summary>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>Whether pages of other origins may open sockets.</summary>
    [EnumDataType(typeof(SocketOrigins))]
    public SocketOrigins SocketOrigins { get; set; }
}
