using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Realtime.Gateway.Transport;

namespace Realtime.LoadTests.Servers;

internal static class CoreServer
{
    public static async Task RunAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Gateway:Sockets:Port"] = $"{port}", ["Gateway:Sockets:MaxConnectionsPerAddress"] = "100000", ["Gateway:DrainSeconds"] = "0" });
        builder.AddSocketCore();
        builder.AddProtocolAdapter<CoreAdapter>();
        await builder.Build().RunAsync();
    }
}
