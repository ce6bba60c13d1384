using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Realtime.Testing;

namespace Realtime.Operations.Tests.Stack;

/// <summary>A real Prometheus with the shipped configuration and rules, in a hurry: it scrapes every second.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(90);
    private readonly string _folder;
    private readonly Process _process;
    private readonly HttpClient _http;

    private PrometheusServer(string folder, Process process, int port)
    {
        _folder = folder;
        _process = process;
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(30) };
    }

    /// <summary>Starts it on the targets, which are named by service.</summary>
    public static async Task<PrometheusServer> StartAsync(string program, IEnumerable<(string Job, Uri Address)> targets)
    {
        var folder = Directory.CreateTempSubdirectory("realtime-prometheus").FullName;
        foreach (var file in Directory.EnumerateFiles(OperationsFiles.Folder, "*.yml"))
        {
            var text = await File.ReadAllTextAsync(file);
            await File.WriteAllTextAsync(Path.Combine(folder, Path.GetFileName(file)), text.Replace("_interval: 15s", "_interval: 1s", StringComparison.Ordinal).Replace("_timeout: 10s", "_timeout: 1s", StringComparison.Ordinal));
        }

        var groups = targets.Select(static target => new { targets = new[] { target.Address.Authority }, labels = new { job = target.Job } });
        await File.WriteAllTextAsync(Path.Combine(folder, "targets.json"), JsonSerializer.Serialize(groups));
        var port = FreePort.Next();
        var start = new ProcessStartInfo(program, [
            $"--config.file={Path.Combine(folder, "prometheus.yml")}",
            $"--storage.tsdb.path={Path.Combine(folder, "data")}",
            $"--web.listen-address=127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}",
        ])
        { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        var process = Process.Start(start)!;
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        var server = new PrometheusServer(folder, process, port);
        await Eventually.Async(server.IsReadyAsync, StartDeadline, "Prometheus did not get ready");
        return server;
    }

    /// <summary>The series of an instant query; fails with Prometheus' own words when it refuses the query.</summary>
    public async Task<JsonArray> QueryAsync(string query)
    {
        using var answer = await _http.GetAsync(new Uri("/api/v1/query?query=" + Uri.EscapeDataString(query), UriKind.Relative));
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        ((string?)body["status"]).ShouldBe("success", $"{query}: {body["error"]}");
        return body["data"]!["result"] as JsonArray ?? [];
    }

    /// <summary>The rules as the server sees them, with their health.</summary>
    public async Task<IReadOnlyList<JsonNode>> RulesAsync()
    {
        var body = JsonNode.Parse(await _http.GetStringAsync(new Uri("/api/v1/rules", UriKind.Relative)))!;
        return [.. body["data"]!["groups"]!.AsArray().SelectMany(static group => group!["rules"]!.AsArray()).Select(static rule => rule!)];
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> IsReadyAsync()
    {
        _process.HasExited.ShouldBeFalse("Prometheus ended.");
        try
        {
            using var answer = await _http.GetAsync(new Uri("/-/ready", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
