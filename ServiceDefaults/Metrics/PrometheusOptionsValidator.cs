using Microsoft.Extensions.Options;

namespace Realtime.ServiceDefaults.Metrics;

internal sealed class PrometheusOptionsValidator : IValidateOptions<PrometheusOptions>
{
    public ValidateOptionsResult Validate(string? name, PrometheusOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        if (options.MaxSeriesPerInstrument is < 1 or > 100_000)
        {
            errors.AddError("must be between 1 and 100000", $"{PrometheusOptions.SectionName}:{nameof(options.MaxSeriesPerInstrument)}");
        }

        foreach (var (instrument, bounds) in options.Buckets)
        {
            if (bounds.Length == 0 || bounds.Zip(bounds.Skip(1)).Any(pair => pair.First >= pair.Second))
            {
                errors.AddError("must be ascending bounds, at least one", $"{PrometheusOptions.SectionName}:{nameof(options.Buckets)}:{instrument}");
            }
        }

        return errors.Build();
    }
}
