using System.Collections.Frozen;
using System.Globalization;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;

namespace Realtime.ServiceDefaults.Flags;

/// <summary>The flags as they stood in configuration at one moment: later changes make another set.</summary>
internal sealed class FeatureFlagSet : IDisposable
{
    public const string SectionName = "FeatureManagement";

    private readonly FrozenDictionary<string, bool?> _flags;
    private readonly ConfigurationFeatureDefinitionProvider _definitions;
    private readonly MemoryCache _cache = new(new MemoryCacheOptions());
    private readonly FeatureManager _manager;

    private FeatureFlagSet(IConfiguration configuration, TimeProvider time)
    {
        var copy = new ConfigurationBuilder().AddInMemoryCollection(configuration.GetSection(SectionName).AsEnumerable()).Build();
        _definitions = new ConfigurationFeatureDefinitionProvider(copy);
        _manager = new FeatureManager(_definitions, new FeatureManagementOptions())
        {
            FeatureFilters =
            [
                new ContextualTargetingFilter(Options.Create(new TargetingEvaluationOptions()), NullLoggerFactory.Instance),
                new PercentageFilter(NullLoggerFactory.Instance),
                new TimeWindowFilter(NullLoggerFactory.Instance) { Cache = _cache, SystemClock = time },
            ],
            Cache = _cache,
        };
        _flags = copy.GetSection(SectionName).GetChildren().ToFrozenDictionary(static flag => flag.Key, Fixed, StringComparer.OrdinalIgnoreCase);
        Unknown = [.. _flags.Keys.Where(static name => !FeatureFlagNames.All.Contains(name, StringComparer.OrdinalIgnoreCase))];
    }

    /// <summary>Names that are no flag: misspelt, probably.</summary>
    public IReadOnlyList<string> Unknown { get; }

    /// <summary>Reads the section and asks every flag once, which finds what is wrong in it.</summary>
    public static FeatureFlagSet Read(IConfiguration configuration, TimeProvider time)
    {
        var set = new FeatureFlagSet(configuration, time);
        foreach (var (name, answer) in set._flags)
        {
            if (answer is null)
            {
                set.Ask(name, "");
            }
        }

        return set;
    }

    public bool IsEnabled(string feature, string subject) => !_flags.TryGetValue(feature, out var answer) || (answer ?? Ask(feature, subject));

    public bool IsOff(string feature) => _flags.TryGetValue(feature, out var answer) && answer == false;

    public void Dispose()
    {
        _definitions.Dispose();
        _cache.Dispose();
    }

    private bool Ask(string feature, string subject)
    {
        var asked = _manager.IsEnabledAsync(feature, new TargetingContext { UserId = subject });
        // None of the filters above ever waits for anything.
        return asked.GetAwaiter().GetResult();
    }

    /// <summary>True or false where that is the whole definition; null where filters decide.</summary>
    private static bool? Fixed(IConfigurationSection flag)
    {
        if (bool.TryParse(flag.Value, out var value))
        {
            return value;
        }

        var filters = flag.GetSection("EnabledFor").GetChildren().ToList();
        if (flag.Value is { Length: > 0 } || filters.Count == 0)
        {
            throw new FormatException($"{flag.Path} must be true, false or an object with EnabledFor.");
        }

        foreach (var percentage in filters.Where(static filter => filter["Name"] is "Percentage" or "Microsoft.Percentage").Select(static filter => filter.GetSection("Parameters:Value")))
        {
            // The filter itself takes any number, and no number for 0.
            if (!double.TryParse(percentage.Value, CultureInfo.InvariantCulture, out var share) || share is < 0 or > 100)
            {
                throw new FormatException($"{percentage.Path} must be a number from 0 to 100.");
            }
        }

        return null;
    }
}
