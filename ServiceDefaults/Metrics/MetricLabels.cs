using System.Globalization;
using System.Text;

namespace Realtime.ServiceDefaults.Metrics;

internal static class MetricLabels
{
    public static string Format(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in tags)
        {
            var label = MetricName.Sanitize(name);
            if (label != "le" && value is not null)
            {
                labels.TryAdd(label, Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
            }
        }

        var text = new StringBuilder();
        foreach (var (name, value) in labels)
        {
            text.Append(text.Length > 0 ? "," : "").Append(name).Append("=\"").Append(Escape(value)).Append('"');
        }

        return text.ToString();
    }

    public static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
