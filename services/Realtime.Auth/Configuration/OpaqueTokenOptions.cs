using System.ComponentModel.DataAnnotations;

namespace Realtime.Auth.Configuration;

/// <summary>AES-256-GCM tokens of one kind, <c>Auth:UserTokens</c> or <c>Auth:AdminTokens</c> (named options).</summary>
internal sealed class OpaqueTokenOptions
{
    /// <summary>One or two keys as 64 hexadecimal characters. The first encrypts; both decrypt, so that keys can be rotated.</summary>
    public string[] Keys { get; set; } = [];

    /// <summary>One or two API secrets, either of which is accepted.</summary>
    public string[] ApiKeys { get; set; } = [];

    /// <summary>The lifetime of a token whose request names none; only admin requests may leave it out.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00")]
    public TimeSpan DefaultLifetime { get; set; } = TimeSpan.FromHours(1);

    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00")]
    public TimeSpan MaxLifetime { get; set; } = TimeSpan.FromDays(30);
}
