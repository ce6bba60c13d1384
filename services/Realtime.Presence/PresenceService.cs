using Realtime.ServiceDefaults.Startup;

namespace Realtime.Presence;

internal static class PresenceService
{
    /// <summary>The service, built and not started.</summary>
    public static WebApplication Create(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = ServiceHost.CreateBuilder(args);
        builder.AddServiceDefaults();
        configure?.Invoke(builder);
        builder.AddPresence();
        var app = builder.Build();
        app.MapPresenceService();
        return app;
    }
}
