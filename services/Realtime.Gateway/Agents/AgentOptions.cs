using System.ComponentModel.DataAnnotations;

namespace Realtime.Gateway.Agents;

/// <summary>The agent endpoints <c>/ws/{company}/{agent}</c> and <c>/ws/admin</c>, section <c>Gateway:Agents</c>.</summary>
internal sealed class AgentOptions
{
    public const string SectionName = "Gateway:Agents";

    [Range(1_024, 16_000_000)]
    public int MaxMessageBytes { get; set; } = 512_000;

    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Nothing received for this long ends the socket.</summary>
    [Range(typeof(TimeSpan), "00:00:00.200", "02:00:00")]
    public TimeSpan PongWait { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>What becomes of frames for a socket that does not read.</summary>
    public AgentDropPolicy DropPolicy { get; set; } = AgentDropPolicy.DropOldest;

    /// <summary>Frames that wait for one socket.</summary>
    [Range(1, 100_000)]
    public int Buffer { get; set; } = 100;

    /// <summary>Bytes that wait for one socket.</summary>
    [Range(1_024, 256_000_000)]
    public int BufferBytes { get; set; } = 4_000_000;

    public AgentCompression Compression { get; set; } = AgentCompression.Disabled;

    [Range(0, 16_000_000)]
    public int CompressionThreshold { get; set; } = 1_024;

    /// <summary>Lets browsers of any origin in.</summary>
    public bool SkipOriginCheck { get; set; }

    /// <summary>Origins let in besides the endpoint's own, such as <c>https://app.example.com</c>.</summary>
    public string[] AllowedOrigins { get; set; } = [];

    /// <summary>How often sessions are renewed; well below Presence:Sessions:Ttl.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan RenewInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long taking a session may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan AcquireTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Calls in a row that must fail before a dependency is left alone.</summary>
    [Range(2, 1_000)]
    public int BreakerFailures { get; set; } = 5;

    /// <summary>For how long it is left alone.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:10:00")]
    public TimeSpan BreakerPause { get; set; } = TimeSpan.FromSeconds(30);
}
