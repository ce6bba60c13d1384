using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Realtime.ServiceDefaults.Startup;

namespace Realtime.ServiceDefaults.Configuration;

internal static class ConfigurationFilesExtensions
{
    /// <summary>Names a further JSON file, read after appsettings and before the environment; looked at once a second.</summary>
    public const string FileSetting = "Configuration:File";

    /// <summary>Configuration files that break while the service runs change nothing.</summary>
    public static void AddSteadyConfigurationFiles(this IHostApplicationBuilder builder)
    {
        if (builder.Services.Any(static service => service.ServiceType == typeof(ConfigurationReloads)))
        {
            return;
        }

        var reloads = new ConfigurationReloads();
        var sources = builder.Configuration.Sources;
        for (var i = 0; i < sources.Count; i++)
        {
            if (sources[i] is JsonConfigurationSource file)
            {
                sources[i] = new SteadyJsonSource(file, reloads);
            }
        }

        if (builder.Configuration[FileSetting] is { Length: > 0 } path)
        {
            var after = sources.Count - 1;
            while (after >= 0 && sources[after] is not SteadyJsonSource)
            {
                after--;
            }

            sources.Insert(after + 1, new SteadyJsonSource(FileAt(Path.GetFullPath(path)), reloads, isPolled: true));
        }

        builder.Services.AddSingleton(reloads);
        builder.Services.AddHostedService<ConfigurationReloadLog>();
    }

    private static JsonConfigurationSource FileAt(string path)
    {
        if (!File.Exists(path))
        {
            throw new ServiceConfigurationException($"{FileSetting} names {path}, which does not exist.");
        }

        return new JsonConfigurationSource { FileProvider = new PhysicalFileProvider(Path.GetDirectoryName(path)!), Path = Path.GetFileName(path) };
    }
}
