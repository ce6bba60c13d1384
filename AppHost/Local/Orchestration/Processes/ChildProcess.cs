using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Aspire.Hosting.Orchestration.Processes;

/// <summary>
/// A process in a session of its own, so that Ctrl+C reaches only the host, tied to the host's life by the watchdog.
/// </summary>
internal sealed partial class ChildProcess : IAsyncDisposable
{
    // The shell waits until the watchdog knows its pid and then becomes the program: same pid, no window in which a killed host leaves it behind.
    private const string Gate = "read -r _ || exit 1; exec \"$@\" </dev/null";
    private static readonly TimeSpan OutputDrain = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly ChildProcessOptions _options;
    private readonly Watchdog _watchdog;
    private readonly Task _output;

    private ChildProcess(Process process, ChildProcessOptions options, Watchdog watchdog)
    {
        _process = process;
        _options = options;
        _watchdog = watchdog;
        Id = process.Id;
        _output = Task.WhenAll(PumpAsync(process.StandardOutput, options.OnOutput), PumpAsync(process.StandardError, options.OnError));
        Completion = CompleteAsync();
    }

    public int Id { get; }

    /// <summary>Ends with the exit code when the process has ended and its last output has been read.</summary>
    public Task<int> Completion { get; }

    public static ChildProcess Start(ChildProcessOptions options, Watchdog watchdog)
    {
        var process = Process.Start(CreateStartInfo(options))
            ?? throw new InvalidOperationException($"{options.FileName} did not start.");
        if (!watchdog.TryRegister(process.Id, options.StopSignal))
        {
            process.Kill();
            throw new InvalidOperationException("The watchdog that ties the services to this host is gone.");
        }

        try
        {
            process.StandardInput.WriteLine();
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it was let through; the exit code says so.
        }

        return new ChildProcess(process, options, watchdog);
    }

    /// <summary>Asks the process to stop and ends its whole group when it has not done so in time.</summary>
    public async Task StopAsync(TimeSpan grace, CancellationToken cancellationToken = default)
    {
        UnixProcess.Signal(Id, _options.StopSignal);
        try
        {
            await Completion.WaitAsync(grace, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            Kill();
            await Completion;
        }
    }

    public void Kill() => UnixProcess.SignalGroup(Id, UnixSignal.Kill);

    public async ValueTask DisposeAsync()
    {
        if (!Completion.IsCompleted)
        {
            Kill();
        }

        await Completion;
        _process.Dispose();
    }

    private static ProcessStartInfo CreateStartInfo(ChildProcessOptions options)
    {
        var startInfo = new ProcessStartInfo("setsid")
        {
            WorkingDirectory = options.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in (string[])["/bin/sh", "-c", Gate, "sh", .. VariablesUnknownToShells(options), options.FileName, .. options.Arguments])
        {
            startInfo.ArgumentList.Add(argument);
        }

        if (options.RunAs is { } account)
        {
            startInfo.UserName = account.Name;
        }

        if (options.Environment is { } environment)
        {
            startInfo.Environment.Clear();
            foreach (var (name, value) in environment)
            {
                startInfo.Environment[name] = value;
            }
        }

        return startInfo;
    }

    // A shell drops variables whose names are no identifiers (services__offline-delivery__http__0); env sets them behind its back.
    private static IEnumerable<string> VariablesUnknownToShells(ChildProcessOptions options)
    {
        var dropped = (options.Environment ?? new Dictionary<string, string>()).Where(variable => !ShellName().IsMatch(variable.Key)).ToList();
        return dropped.Count == 0 ? [] : ["/usr/bin/env", .. dropped.Select(variable => $"{variable.Key}={variable.Value}")];
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex ShellName();

    private static async Task PumpAsync(StreamReader reader, Action<string>? onLine)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            onLine?.Invoke(line);
        }
    }

    private async Task<int> CompleteAsync()
    {
        await _process.WaitForExitAsync().ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        UnixProcess.SignalGroup(Id, UnixSignal.Kill);
        _watchdog.Unregister(Id);
        await Task.WhenAny(_output, Task.Delay(OutputDrain));
        return _process.ExitCode;
    }
}
