using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Aspire.Hosting.Orchestration.Processes;
using Realtime.Testing;

namespace Realtime.Hosting.Tests.Support;

/// <summary>The sample host in a process of its own.</summary>
internal sealed class HostProcess : IDisposable
{
    private readonly Process _process;
    private readonly string _folder;
    private readonly ConcurrentQueue<string> _output = [];
    private readonly Task _outputEnd;
    private readonly Task<string> _error;

    private HostProcess(Process process, string folder)
    {
        _process = process;
        _folder = folder;
        _outputEnd = ReadOutputAsync(process.StandardOutput);
        _error = process.StandardError.ReadToEndAsync();
    }

    public static HostProcess Start(string folder, params string[] arguments) => Start(folder, Sample.HostProgram, arguments);

    /// <summary>The same as a user starts it, with the command line tool in between.</summary>
    public static HostProcess StartByDotnetRun(string folder, params string[] arguments) =>
        Start(folder, "dotnet", ["run", "--no-build", "-c", Sample.BuildConfiguration, "--project", Sample.HostProject, "--", .. arguments]);

    /// <summary>The instances of resources.json once all of them are healthy.</summary>
    public Task<IReadOnlyList<JsonElement>> WaitUntilHealthyAsync() =>
        Eventually.ObjectAsync(
            () => Task.FromResult(_process.HasExited ? throw new InvalidOperationException("The host has ended.") : ReadHealthy()),
            Sample.Deadline,
            "the host did not come up");

    public string Output => string.Join('\n', _output);

    public void Signal(UnixSignal signal) => UnixProcess.Signal(_process.Id, signal);

    public async Task<(int ExitCode, string Output, string Error)> WaitForExitAsync()
    {
        using var deadline = new CancellationTokenSource(Sample.Deadline);
        await _process.WaitForExitAsync(deadline.Token);
        await _outputEnd;
        return (_process.ExitCode, Output, await _error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static HostProcess Start(string folder, string program, string[] arguments)
    {
        Directory.CreateDirectory(folder);

        // A test run in the background ignores Ctrl+C, and what it starts would inherit that.
        var startInfo = new ProcessStartInfo("/usr/bin/env", ["--default-signal", program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["SAMPLE_FOLDER"] = folder, ["DOTNET_ENVIRONMENT"] = "Development" },
        };
        return new HostProcess(Process.Start(startInfo)!, folder);
    }

    private async Task ReadOutputAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            _output.Enqueue(line);
        }
    }

    private IReadOnlyList<JsonElement>? ReadHealthy()
    {
        var run = Path.Combine(_folder, ".run");
        var file = Directory.Exists(run) ? Directory.EnumerateFiles(run, "resources.json", SearchOption.AllDirectories).FirstOrDefault() : null;
        if (file is null)
        {
            return null;
        }

        var resources = JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("resources").EnumerateArray().ToList();
        return resources.Count > 0 && resources.TrueForAll(static resource => resource.GetProperty("health").GetString() == "Healthy") ? resources : null;
    }
}
