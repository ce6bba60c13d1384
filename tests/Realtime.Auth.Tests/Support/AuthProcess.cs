using Realtime.Testing;

namespace Realtime.Auth.Tests.Support;

internal static class AuthProcess
{
    public static Task<ServiceProcess> StartAsync(string database, string broker, Dictionary<string, string> environment) =>
        ServiceProcess.StartAsync(typeof(Program).Assembly.Location, address => new(environment)
        {
            ["Auth__Issuer"] = address.AbsoluteUri,
            ["ConnectionStrings__authdb"] = database,
            ["ConnectionStrings__messaging"] = broker,
        });
}
