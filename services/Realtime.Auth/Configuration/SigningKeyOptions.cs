using System.ComponentModel.DataAnnotations;

namespace Realtime.Auth.Configuration;

internal sealed class SigningKeyOptions
{
    public const string SectionName = "Auth:SigningKeys";

    /// <summary>How long a key signs before the next one takes over.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "365.00:00:00")]
    public TimeSpan RotationInterval { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long before it signs a key stands in the JWKS.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan PublishAhead { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How often a replica looks for keys that others made; well under <see cref="PublishAhead"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan ReloadInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long clients may cache the JWKS and the discovery document.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan CacheDuration { get; set; } = TimeSpan.FromMinutes(5);
}
