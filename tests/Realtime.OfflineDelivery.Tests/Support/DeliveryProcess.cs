using System.Collections.Concurrent;
using System.Diagnostics;
using Realtime.Testing;

namespace Realtime.OfflineDelivery.Tests.Support;

/// <summary>The service as a process of its own.</summary>
internal sealed class DeliveryProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private DeliveryProcess(Process process, Uri address)
    {
        (_process, Address) = (process, address);
        process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Address { get; }

    public static async Task<DeliveryProcess> StartAsync(string database, string broker, Uri authority, Dictionary<string, string> environment)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        var start = new ProcessStartInfo("dotnet", [typeof(DeliveryService).Assembly.Location])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["ASPNETCORE_URLS"] = address.AbsoluteUri,
                ["ConnectionStrings__deliverydb"] = database,
                ["ConnectionStrings__messaging"] = broker,
                ["Authentication__Authority"] = authority.AbsoluteUri,
                ["Logging__LogLevel__Default"] = "Warning",
            },
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var started = new DeliveryProcess(Process.Start(start)!, address);
        using var http = new HttpClient { BaseAddress = address };
        await Eventually.Async(() => started.IsReadyAsync(http), TimeSpan.FromSeconds(90), "the process is not ready");
        return started;
    }

    /// <summary>Ends the process as a crash would.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private async Task<bool> IsReadyAsync(HttpClient http)
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"The process ended: {string.Join('\n', _output)}");
        }

        try
        {
            return (await http.GetAsync("/health")).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
