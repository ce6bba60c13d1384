using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Realtime.ServiceDefaults.Flags;

public static class FeatureFlagsExtensions
{
    /// <summary>Adds <see cref="IFeatureFlags"/> over the section <c>FeatureManagement</c>.</summary>
    public static IServiceCollection AddFeatureFlags(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IFeatureFlags, FeatureFlags>();
        return services;
    }
}
