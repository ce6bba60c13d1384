using Realtime.Edge.Configuration;

namespace Realtime.Edge.Security;

/// <summary>Public addresses as configured for any ASP.NET Core service, plus TLS, plus the management port on loopback.</summary>
internal static class EdgeAddresses
{
    public static IEnumerable<string> Of(IConfiguration configuration, EdgeOptions edge, EdgeHttpsOptions https)
    {
        var listed = Split(configuration["urls"]).Concat(Split(configuration["http_ports"]).Select(port => $"http://*:{port}")).ToArray();
        var tls = https.IsEnabled ? [$"https://{https.Address}:{https.Port}"] : Array.Empty<string>();
        return [.. listed.DefaultIfEmpty("http://localhost:8080"), .. tls, $"http://127.0.0.1:{edge.ManagementPort}"];
    }

    private static string[] Split(string? text) => (text ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
