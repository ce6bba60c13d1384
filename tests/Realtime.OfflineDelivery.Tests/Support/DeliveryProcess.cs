using Realtime.Testing;

namespace Realtime.OfflineDelivery.Tests.Support;

internal static class DeliveryProcess
{
    public static Task<ServiceProcess> StartAsync(string database, string broker, Uri authority, Dictionary<string, string> environment) =>
        ServiceProcess.StartAsync(typeof(DeliveryService).Assembly.Location, _ => new(environment)
        {
            ["ConnectionStrings__deliverydb"] = database,
            ["ConnectionStrings__messaging"] = broker,
            ["Authentication__Authority"] = authority.AbsoluteUri,
            ["Logging__LogLevel__Default"] = "Warning",
        });
}
