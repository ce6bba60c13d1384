using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;

namespace Realtime.ServiceDefaults.Configuration;

/// <summary>A JSON file as <see cref="JsonConfigurationSource"/> names it, whose last good content stays in force when it breaks while the service runs.</summary>
internal sealed class SteadyJsonSource(JsonConfigurationSource file, ConfigurationReloads reloads, bool isPolled = false) : IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder)
    {
        file.EnsureDefaults(builder);
        // The base class must not watch: it would empty itself when the file cannot be read.
        var quiet = new JsonConfigurationSource { FileProvider = file.FileProvider, Path = file.Path!, Optional = file.Optional, ReloadDelay = file.ReloadDelay };
        return new SteadyJsonProvider(quiet, isPolled ? ChangeSource.Poll : file.ReloadOnChange ? ChangeSource.Watch : ChangeSource.None, reloads);
    }
}
