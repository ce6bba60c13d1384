using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;

namespace Realtime.Auth.Benchmarks;

/// <summary>Closed loop: every connection asks for the next token when it has the last one.</summary>
internal sealed class TokenLoad(Uri address, string clientId, string clientSecret, int? processId)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    private readonly AuthenticationHeaderValue _credentials = new("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{clientId}:{clientSecret}")));
    private readonly Uri _endpoint = new(address, "/connect/token");

    public async Task<int> RunAsync(int connections, TimeSpan duration, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections });
        await MeasureAsync(http, connections, WarmUp, cancellationToken);
        var before = CpuTime();
        var watch = Stopwatch.StartNew();
        var latencies = await MeasureAsync(http, connections, duration, cancellationToken);
        var elapsed = watch.Elapsed;
        latencies.Sort();

        Console.WriteLine($"tokens      {latencies.Count}");
        Console.WriteLine($"per second  {latencies.Count / elapsed.TotalSeconds:0}");
        Console.WriteLine($"latency     p50 {latencies[latencies.Count / 2]:0.00} ms, p99 {latencies[latencies.Count * 99 / 100]:0.00} ms");
        if (CpuTime() - before is { } cpu)
        {
            Console.WriteLine($"server CPU  {cpu.TotalMicroseconds / latencies.Count:0} µs a token");
        }

        return 0;
    }

    private async Task<List<double>> MeasureAsync(HttpClient http, int connections, TimeSpan duration, CancellationToken cancellationToken)
    {
        var until = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var all = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => AskAsync(http, until, cancellationToken)));
        return [.. all.SelectMany(latencies => latencies)];
    }

    private async Task<List<double>> AskAsync(HttpClient http, long until, CancellationToken cancellationToken)
    {
        List<double> latencies = [];
        while (Stopwatch.GetTimestamp() < until)
        {
            var started = Stopwatch.GetTimestamp();
            using var request = new HttpRequestMessage(HttpMethod.Post, _endpoint) { Content = new FormUrlEncodedContent([new("grant_type", "client_credentials")]) };
            request.Headers.Authorization = _credentials;
            using var response = await http.SendAsync(request, cancellationToken);
            response.EnsureSuccessStatusCode();
            await response.Content.ReadAsByteArrayAsync(cancellationToken);
            latencies.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return latencies;
    }

    private TimeSpan? CpuTime()
    {
        if (processId is not { } id)
        {
            return null;
        }

        using var process = Process.GetProcessById(id);
        return process.TotalProcessorTime;
    }
}
