using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Realtime.ServiceDefaults.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Options bound to a section and validated at start: the host stops with every error listed when one is wrong.</summary>
public static class ValidatedOptionsExtensions
{
    public static OptionsBuilder<TOptions> AddValidatedOptions<TOptions, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TValidator>(
        this IServiceCollection services,
        string sectionName)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        services.AddSingleton<IValidateOptions<TOptions>, TValidator>();
        services.AddSteadyMonitor<TOptions>();
        return services.AddOptions<TOptions>().BindConfiguration(sectionName).ValidateOnStart();
    }

    /// <summary>Later changes that are not valid are refused with a log line, and the values in force stay.</summary>
    public static IServiceCollection AddSteadyMonitor<TOptions>(this IServiceCollection services)
        where TOptions : class
    {
        services.TryAddSingleton<IOptionsMonitor<TOptions>, SteadyOptionsMonitor<TOptions>>();
        return services;
    }

    /// <summary>Adds a further validator, for rules over several options.</summary>
    public static OptionsBuilder<TOptions> ValidateWith<TOptions, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TValidator>(this OptionsBuilder<TOptions> builder)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        builder.Services.AddSingleton<IValidateOptions<TOptions>, TValidator>();
        return builder;
    }
}
