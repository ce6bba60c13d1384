using System.Buffers;
using System.Globalization;
using System.Text;

namespace Realtime.ServiceDefaults.Metrics;

/// <summary>Text format 0.0.4.</summary>
internal sealed class PrometheusWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new(16 * 1024);

    public ReadOnlyMemory<byte> Written => _buffer.WrittenMemory;

    public void WriteInfo(string name, string help, string labels)
    {
        WriteHeader(name, help, "gauge");
        WriteSample(name, "", labels, "", 1);
    }

    public void Write(MetricFamily family)
    {
        var series = family.Snapshot();
        if (series.Count == 0)
        {
            return;
        }

        WriteHeader(family.Name, family.Help, family.Kind switch
        {
            MetricKind.Counter => "counter",
            MetricKind.Histogram => "histogram",
            _ => "gauge",
        });
        foreach (var one in series)
        {
            if (family.Kind == MetricKind.Histogram)
            {
                WriteHistogram(family, one);
            }
            else
            {
                WriteSample(family.Name, "", one.Labels, "", one.Value);
            }
        }
    }

    private void WriteHistogram(MetricFamily family, MetricSeries series)
    {
        var total = 0L;
        for (var i = 0; i < series.Buckets.Length; i++)
        {
            total += Volatile.Read(in series.Buckets[i]);
            var bound = i < family.Bounds!.Length ? Format(family.Bounds[i]) : "+Inf";
            WriteSample(family.Name, "_bucket", series.Labels, $"le=\"{bound}\"", total);
        }

        WriteSample(family.Name, "_sum", series.Labels, "", series.Value);
        WriteSample(family.Name, "_count", series.Labels, "", total);
    }

    private void WriteHeader(string name, string help, string type)
    {
        var text = help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        Append($"# HELP {name} {text}\n# TYPE {name} {type}\n");
    }

    private void WriteSample(string name, string suffix, string labels, string extra, double value)
    {
        Append(name);
        Append(suffix);
        if (labels.Length + extra.Length > 0)
        {
            Append("{");
            Append(labels);
            Append(labels.Length > 0 && extra.Length > 0 ? "," : "");
            Append(extra);
            Append("}");
        }

        Append(" ");
        Append(Format(value));
        Append("\n");
    }

    private static string Format(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private void Append(string text) => Encoding.UTF8.GetBytes(text, _buffer);
}
