using System.ComponentModel.DataAnnotations;

namespace Realtime.ServiceDefaults.Metrics;

public sealed class PrometheusOptions
{
    public const string SectionName = "Metrics";

    /// <summary>Meters that are served; a trailing * stands for any ending.</summary>
    [Required]
    public IList<string> Meters { get; } = [];

    /// <summary>Series kept per instrument; what comes after goes into one overflow series.</summary>
    [Range(1, 100_000)]
    public int MaxSeriesPerInstrument { get; set; } = 200;

    /// <summary>Histogram bounds by instrument name, e.g. <c>Metrics:Buckets:realtime.gateway.delivery.duration:0</c>.</summary>
    public IDictionary<string, double[]> Buckets { get; } = new Dictionary<string, double[]>(StringComparer.Ordinal);
}
