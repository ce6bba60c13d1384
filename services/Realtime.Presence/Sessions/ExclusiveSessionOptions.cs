using System.ComponentModel.DataAnnotations;

namespace Realtime.Presence.Sessions;

/// <summary>Section <c>Presence:Sessions</c>: how long exclusive sessions live without a renewal.</summary>
public sealed class ExclusiveSessionOptions
{
    public const string SectionName = "Presence:Sessions";

    /// <summary>Time of a session without adaptive expiry.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Ttl { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether the time depends on the client's activity.</summary>
    public bool Adaptive { get; set; }

    /// <summary>Time of a session whose client did something within <see cref="ActivityThreshold"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan ActiveTtl { get; set; } = TimeSpan.FromSeconds(3600);

    /// <summary>Time of a session whose client did not.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan InactiveTtl { get; set; } = TimeSpan.FromSeconds(1800);

    /// <summary>Least adaptive time.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan MinTtl { get; set; } = TimeSpan.FromSeconds(1800);

    /// <summary>Greatest adaptive time.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan MaxTtl { get; set; } = TimeSpan.FromSeconds(3600);

    /// <summary>Age of the last activity up to which a client is active.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ActivityThreshold { get; set; } = TimeSpan.FromSeconds(300);

    /// <summary>How long the selected chat is kept for the next holder after the last renewal or the release.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan SelectedChatRetention { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a session that ran out is remembered.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan EndedRetention { get; set; } = TimeSpan.FromDays(1);
}
