using System.Text;

namespace Realtime.ServiceDefaults.Metrics;

/// <summary>The exposed name of an instrument: base units, the unit at the end, counters end in _total.</summary>
internal sealed record MetricName(string Value, double Scale)
{
    public static MetricName Of(string instrument, string? unit, MetricKind kind)
    {
        var (suffix, scale) = BaseUnit(unit, kind);
        var name = Sanitize(instrument);
        if (suffix is not null && !name.EndsWith("_" + suffix, StringComparison.Ordinal) && !name.Contains($"_{suffix}_", StringComparison.Ordinal))
        {
            name = $"{name}_{suffix}";
        }

        if (kind == MetricKind.Counter)
        {
            name = name.EndsWith("_total", StringComparison.Ordinal) ? name : $"{name}_total";
        }
        else if (kind == MetricKind.Gauge)
        {
            // Reserved for histograms and counters.
            name = ReplaceSuffix(ReplaceSuffix(ReplaceSuffix(name, "_count", "_current"), "_total", "_all"), "_sum", "_all");
        }

        return new MetricName(name, scale);
    }

    public static string Sanitize(string name)
    {
        var text = new StringBuilder(name.Length + 1);
        foreach (var character in name)
        {
            if (char.IsAsciiLetterOrDigit(character))
            {
                text.Append(char.ToLowerInvariant(character));
            }
            else if (text.Length > 0 && text[^1] != '_')
            {
                text.Append('_');
            }
        }

        return text.Length > 0 && !char.IsAsciiDigit(text[0]) ? text.ToString().TrimEnd('_') : "_" + text;
    }

    private static (string? Suffix, double Scale) BaseUnit(string? unit, MetricKind kind) => unit switch
    {
        "s" => ("seconds", 1),
        "ms" => ("seconds", 1e-3),
        "us" or "µs" => ("seconds", 1e-6),
        "ns" => ("seconds", 1e-9),
        "min" => ("seconds", 60),
        "h" => ("seconds", 3600),
        "By" or "bytes" => ("bytes", 1),
        "KiBy" => ("bytes", 1024),
        "MiBy" => ("bytes", 1024 * 1024),
        "kBy" => ("bytes", 1000),
        "MBy" => ("bytes", 1_000_000),
        "%" => ("ratio", 0.01),
        "1" when kind == MetricKind.Gauge => ("ratio", 1),
        _ => (null, 1),
    };

    private static string ReplaceSuffix(string name, string suffix, string replacement) =>
        name.EndsWith(suffix, StringComparison.Ordinal) ? name[..^suffix.Length] + replacement : name;
}
