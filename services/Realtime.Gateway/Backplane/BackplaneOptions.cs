using System.ComponentModel.DataAnnotations;

namespace Realtime.Gateway.Backplane;

/// <summary>What the gateway listens to on the broker (<c>Gateway:Backplane</c>).</summary>
internal sealed class BackplaneOptions
{
    public const string SectionName = "Gateway:Backplane";

    /// <summary>How long a room or user without local sockets stays bound.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Linger { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Rooms (and users) beyond which the gateway takes all of them by one wildcard binding; it goes back below half of it.</summary>
    [Range(1, 1_000_000)]
    public int MaxBindings { get; set; } = 2_000;

    /// <summary>How long a subscription waits for its binding before it goes on without.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan BindTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Batches that may be under way to this gateway unacknowledged.</summary>
    [Range(1, 65_535)]
    public int Prefetch { get; set; } = 512;
}
