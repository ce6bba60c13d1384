using System.ComponentModel.DataAnnotations;

namespace Realtime.Auth.Configuration;

/// <summary>Rate limits and lock-out. Zero switches a rate limit off.</summary>
internal sealed class LimitOptions
{
    public const string SectionName = "Auth:Limits";

    /// <summary>Requests of one authenticated client; a client may have a limit of its own.</summary>
    [Range(0, 100_000_000)]
    public int RequestsPerMinutePerClient { get; set; } = 120_000;

    /// <summary>Requests from one address.</summary>
    [Range(0, 100_000_000)]
    public int RequestsPerMinutePerAddress { get; set; } = 120_000;

    /// <summary>Failed authentications from one address.</summary>
    [Range(0, 1_000_000)]
    public int FailuresPerMinutePerAddress { get; set; } = 60;

    /// <summary>Wrong secrets in a row that lock a client out.</summary>
    [Range(1, 10_000)]
    public int LockoutThreshold { get; set; } = 10;

    /// <summary>The first lock-out; each further one doubles, up to <see cref="MaxLockout"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Lockout { get; set; } = TimeSpan.FromSeconds(30);

    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan MaxLockout { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Without a wrong secret for this long, the count starts again.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan FailureWindow { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How many clients and addresses are tracked; the longest unused are forgotten.</summary>
    [Range(100, 10_000_000)]
    public int TrackedKeys { get; set; } = 50_000;
}
