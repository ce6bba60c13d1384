using System.ComponentModel.DataAnnotations;

namespace Realtime.Gateway.Identity.Opaque;

/// <summary>How long answers of Auth about opaque tokens are kept (<c>Gateway:OpaqueTokens</c>).</summary>
internal sealed class OpaqueTokenOptions
{
    public const string SectionName = "Gateway:OpaqueTokens";

    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan UserCacheTime { get; set; } = TimeSpan.FromSeconds(30);

    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan AdminCacheTime { get; set; } = TimeSpan.FromSeconds(60);

    [Range(1, 1_000_000)]
    public int CacheSize { get; set; } = 10_000;
}
