using Microsoft.AspNetCore.Builder;

namespace Realtime.ServiceDefaults.Startup;

/// <summary>Begins a service so that even a configuration file that cannot be read ends it with one line that says why.</summary>
public static class ServiceHost
{
    public static WebApplicationBuilder CreateBuilder(string[] args, string? applicationName = null)
    {
        StartupFailure.Install();
        return WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ApplicationName = applicationName });
    }
}
