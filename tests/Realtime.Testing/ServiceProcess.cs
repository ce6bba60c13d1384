using System.Collections.Concurrent;
using System.Diagnostics;

namespace Realtime.Testing;

/// <summary>A service as a process of its own, with all that it prints.</summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private ServiceProcess(Process process, Uri address)
    {
        (_process, Address) = (process, address);
        process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Starts the service of an assembly on a free port, and returns when it is healthy.</summary>
    public static async Task<ServiceProcess> StartAsync(string assembly, Func<Uri, Dictionary<string, string>> environment)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        var start = new ProcessStartInfo("dotnet", [assembly])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["ASPNETCORE_URLS"] = address.AbsoluteUri,
            },
        };
        foreach (var (name, value) in environment(address))
        {
            start.Environment[name] = value;
        }

        var started = new ServiceProcess(Process.Start(start)!, address);
        using var http = new HttpClient { BaseAddress = address };
        await Eventually.Async(() => started.IsHealthyAsync(http), StartDeadline, "the process is not healthy");
        return started;
    }

    /// <summary>Ends the process as a crash would, and returns its output.</summary>
    public async Task<IReadOnlyCollection<string>> KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        return _output;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private async Task<bool> IsHealthyAsync(HttpClient http)
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
