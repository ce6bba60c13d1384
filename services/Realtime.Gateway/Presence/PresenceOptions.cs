using System.ComponentModel.DataAnnotations;

namespace Realtime.Gateway.Presence;

/// <summary>How the gateway tells Presence about its sockets (<c>Gateway:Presence</c>).</summary>
internal sealed class PresenceOptions
{
    public const string SectionName = "Gateway:Presence";

    /// <summary>How long changes are collected.</summary>
    [Range(typeof(TimeSpan), "00:00:00.005", "00:00:05")]
    public TimeSpan BatchInterval { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How often the gateway shows that it lives; Presence takes it for dead after 15 s of silence.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:10")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Changes in one batch, and in one part of a snapshot.</summary>
    [Range(10, 10_000)]
    public int BatchSize { get; set; } = 500;
}
