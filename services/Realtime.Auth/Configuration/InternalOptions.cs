using System.ComponentModel.DataAnnotations;

namespace Realtime.Auth.Configuration;

/// <summary>What other services must show on <c>/internal</c> routes.</summary>
internal sealed class InternalOptions
{
    public const string SectionName = "Internal";
    public const string HeaderName = "X-Internal-Key";

    [Required(ErrorMessage = "Internal:Key is missing: set it to a random secret that all services share.")]
    public string? Key { get; set; }
}
