using System.ComponentModel.DataAnnotations;

namespace Realtime.Auth.Configuration;

internal sealed class AuthOptions
{
    public const string SectionName = "Auth";

    /// <summary>The public base address of the installation, as clients see it: the issuer of all tokens and the base of the discovery document's addresses.</summary>
    [Required(ErrorMessage = "Auth:Issuer is missing: set it to the public base address, such as https://realtime.example.com.")]
    public Uri? Issuer { get; set; }

    [Required]
    public string Audience { get; set; } = "realtime";

    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>No access token lives longer, whatever a client is allowed; revocations are kept this long.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan MaxAccessTokenLifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long one refresh token may be redeemed.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>After this a sign-in ends, however often it was refreshed.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00")]
    public TimeSpan RefreshFamilyLifetime { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long a replica may go on with a client's settings after another replica changed them.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan ClientCacheDuration { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Largest request body of any endpoint, in bytes.</summary>
    [Range(1_024, 1_048_576)]
    public int MaxRequestBytes { get; set; } = 65_536;
}
