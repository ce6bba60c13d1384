using System.Text.RegularExpressions;

namespace Realtime.Operations.Tests.Metrics;

/// <summary>A metric as a page names it, with the labels that it says it has: <c>name{label,label}</c>.</summary>
internal sealed partial record DocumentedMetric(string Name, IReadOnlyList<string> Labels)
{
    public static IReadOnlyList<DocumentedMetric> In(string page) =>
    [
        .. Metric().Matches(page)
            .Select(static match => new DocumentedMetric(match.Groups["name"].Value, match.Groups["labels"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries)))
            .DistinctBy(static metric => (metric.Name, string.Join(',', metric.Labels))),
    ];

    /// <summary>Whether a scraped text has a series of that name with all these labels.</summary>
    public bool IsIn(string exposition) => Series().Matches(exposition).Any(series =>
        (series.Groups["name"].Value == Name || series.Groups["name"].Value == Name + "_count") && Labels.All(label => series.Groups["labels"].Value.Contains(label + "=\"", StringComparison.Ordinal)));

    public override string ToString() => Labels.Count == 0 ? Name : $"{Name}{{{string.Join(',', Labels)}}}";

    [GeneratedRegex(@"`(?<name>(?:realtime|http|target)_[a-z_]+)(?:\{(?<labels>[a-z_,]+)\})?`")]
    private static partial Regex Metric();

    [GeneratedRegex(@"^(?<name>[a-z_]+)(?:\{(?<labels>[^\n]*)\})? \S+$", RegexOptions.Multiline)]
    private static partial Regex Series();
}
