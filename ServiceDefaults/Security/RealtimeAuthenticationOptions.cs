using System.ComponentModel.DataAnnotations;

namespace Realtime.ServiceDefaults.Security;

public sealed class RealtimeAuthenticationOptions
{
    public const string SectionName = "Authentication";

    /// <summary>Where the discovery document is; a service name is resolved by service discovery.</summary>
    [Required]
    public Uri Authority { get; set; } = new("http://auth");

    /// <summary>The issuer tokens must name; without it the discovery document's.</summary>
    public string? Issuer { get; set; }

    [Required]
    public string Audience { get; set; } = "realtime";

    /// <summary>How long past its expiry a token is still taken.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan ClockSkew { get; set; } = TimeSpan.Zero;

    /// <summary>How often the keys are fetched again while tokens arrive.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan KeyRefreshInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The least time between two fetches caused by unknown keys.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan UnknownKeyRefreshInterval { get; set; } = TimeSpan.FromSeconds(1);

    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan KeyFetchTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many validated tokens are remembered.</summary>
    [Range(0, 10_000_000)]
    public int TokenCacheSize { get; set; } = 50_000;

    [Range(256, 65_536)]
    public int MaxTokenLength { get; set; } = 8_192;
}
