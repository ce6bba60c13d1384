using System.Collections.Concurrent;
using System.Diagnostics;
using Realtime.Testing;

namespace Realtime.Auth.Tests.Support;

/// <summary>The service as a process of its own, with all that it prints.</summary>
internal sealed class AuthProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private AuthProcess(Process process, Uri address)
    {
        (_process, Address) = (process, address);
        process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Address { get; }

    public static async Task<AuthProcess> StartAsync(string database, string broker, Dictionary<string, string> environment)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["ASPNETCORE_URLS"] = address.AbsoluteUri,
                ["Auth__Issuer"] = address.AbsoluteUri,
                ["ConnectionStrings__authdb"] = database,
                ["ConnectionStrings__messaging"] = broker,
            },
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var started = new AuthProcess(Process.Start(start)!, address);
        using var http = new HttpClient { BaseAddress = address };
        await Eventually.Async(() => started.AnswersAsync(http), TimeSpan.FromSeconds(60), "the process does not answer");
        return started;
    }

    /// <summary>Ends the process and returns its output.</summary>
    public async Task<IReadOnlyCollection<string>> StopAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        return _output;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
    }

    private async Task<bool> AnswersAsync(HttpClient http)
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"The process ended: {string.Join('\n', _output)}");
        }

        try
        {
            return (await http.GetAsync("/alive")).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
