using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Aspire.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Realtime.Testing;

namespace Realtime.EndToEnd.Tests.Stack;

/// <summary>What the host writes about a run: resources.json with pids and addresses, and the logs.</summary>
internal sealed partial class RunFolder(string path)
{
    private const int FewEnds = 3;
    private static readonly TimeSpan RestartWindow = TimeSpan.FromMinutes(1);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(60) };

    private readonly ConcurrentQueue<(string Name, DateTimeOffset At)> _ended = new();

    public string LogsPath => System.IO.Path.Combine(path, "logs");

    public static RunFolder Of(DistributedApplication app) =>
        new(app.Services.GetRequiredService<IConfiguration>()["Local:RunFolder"]!);

    public async Task<RunResource> ResourceAsync(string name) =>
        (await ResourcesAsync()).Single(resource => resource.Name == name);

    public async Task<IReadOnlyList<RunResource>> ResourcesAsync()
    {
        await using var file = File.OpenRead(System.IO.Path.Combine(path, "resources.json"));
        var document = await JsonSerializer.DeserializeAsync<RunResources>(file, JsonSerializerOptions.Web);
        return document!.Resources;
    }

    /// <summary>Open sockets of each gateway replica, from its own metrics.</summary>
    public Task<IReadOnlyList<double>> GatewayConnectionsAsync() => GatewayMetricsAsync(ConnectionGauge());

    /// <summary>Sockets that each gateway replica has taken so far.</summary>
    public Task<IReadOnlyList<double>> GatewayHandshakesAsync() => GatewayMetricsAsync(HandshakeCounter());

    public async Task<int> KillAsync(string name)
    {
        var pid = (await ResourceAsync(name)).Pid!.Value;
        using var process = Process.GetProcessById(pid);
        process.Kill();
        await process.WaitForExitAsync();
        _ended.Enqueue((name, DateTimeOffset.UtcNow));
        return pid;
    }

    /// <summary>Asks a service to stop, as a deploy does.</summary>
    public async Task<int> TerminateAsync(string name)
    {
        var pid = (await ResourceAsync(name)).Pid!.Value;
        using var kill = Process.Start("kill", ["-TERM", pid.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        _ended.Enqueue((name, DateTimeOffset.UtcNow));
        return pid;
    }

    /// <summary>Waits until a service has not ended so often lately that the host would start it again only later.</summary>
    public Task IsRestedAsync(string name) =>
        Eventually.Async(() => _ended.Count(end => end.Name == name && end.At > DateTimeOffset.UtcNow - RestartWindow) < FewEnds, RestartWindow * 2);

    [GeneratedRegex(@"^realtime_gateway_connections(?:\{[^}]*\})? ([0-9.e+]+)", RegexOptions.Multiline)]
    private static partial Regex ConnectionGauge();

    private async Task<IReadOnlyList<double>> GatewayMetricsAsync(Regex series)
    {
        var gateways = (await ResourcesAsync()).Where(resource => resource.Name.StartsWith("gateway-", StringComparison.Ordinal)).ToList();
        var counts = new List<double>();
        foreach (var gateway in gateways)
        {
            var text = await Http.GetStringAsync(new Uri(new Uri(gateway.Urls[0]), "/metrics"));
            counts.Add(series.Matches(text).Sum(match => double.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)));
        }

        return counts;
    }

    [GeneratedRegex("^realtime_gateway_handshakes_total\\{[^}]*\"101\"[^}]*\\} ([0-9.e+]+)", RegexOptions.Multiline)]
    private static partial Regex HandshakeCounter();

    private sealed record RunResources(IReadOnlyList<RunResource> Resources);
}
