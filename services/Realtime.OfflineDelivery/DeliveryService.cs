using Realtime.ServiceDefaults.Startup;

namespace Realtime.OfflineDelivery;

internal static class DeliveryService
{
    /// <summary>The service, built and not started.</summary>
    public static WebApplication Create(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = ServiceHost.CreateBuilder(args);
        builder.AddServiceDefaults();
        configure?.Invoke(builder);
        builder.AddDelivery();
        var app = builder.Build();
        app.MapDeliveryService();
        return app;
    }
}
