using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Realtime.ServiceDefaults.Configuration;

/// <summary>Gives the configuration files a logger once there is one.</summary>
internal sealed class ConfigurationReloadLog : IHostedService
{
    public ConfigurationReloadLog(ConfigurationReloads reloads, ILogger<ConfigurationReloads> logger) => reloads.Attach(logger);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
