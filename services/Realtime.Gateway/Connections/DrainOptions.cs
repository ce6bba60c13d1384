using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Realtime.Gateway.Connections;

/// <summary>How the gateway goes (section Gateway).</summary>
public sealed class DrainOptions
{
    public const string SectionName = "Gateway";

    /// <summary>Sockets are closed evenly over this time.</summary>
    [Range(0, 3600)]
    public int DrainSeconds { get; set; } = 20;

    internal TimeSpan Duration => TimeSpan.FromSeconds(DrainSeconds);
}

[OptionsValidator]
internal sealed partial class DrainOptionsValidator : IValidateOptions<DrainOptions>;
