using System.Reflection;
using Aspire.Hosting.Projects;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>What the host learns from its own project: where it is, and its settings.</summary>
internal static class AppHostProject
{
    public static string FindDirectory(string? given, Assembly? assembly)
    {
        var recorded = assembly?.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(static metadata => metadata.Key == "apphostprojectpath")?.Value;
        return given ?? (Directory.Exists(recorded) ? recorded : Directory.GetCurrentDirectory());
    }

    public static HostApplicationBuilder CreateHost(string directory, IReadOnlyDictionary<string, string?> arguments, bool isTest)
    {
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection([new("hostBuilder:reloadConfigOnChange", "false")]);
        var profile = isTest ? LaunchSettings.Read(directory)?.SelectProfile(null) : null;
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings
        {
            ContentRootPath = directory,
            Configuration = configuration,
            EnvironmentName = arguments.GetValueOrDefault("Environment")
                ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT")
                ?? profile?.EnvironmentVariables.GetValueOrDefault("DOTNET_ENVIRONMENT"),
        });
        builder.Configuration.AddInMemoryCollection(arguments);
        return builder;
    }
}
