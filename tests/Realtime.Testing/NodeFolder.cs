using System.Diagnostics;

namespace Realtime.Testing;

/// <summary>A folder of scripts with a package.json, beside the tests: npm installs into it once, node runs them. Without node the tests fail and say so: they are never skipped.</summary>
public sealed class NodeFolder(string name = "node")
{
    private static readonly TimeSpan InstallDeadline = TimeSpan.FromMinutes(6);

    /// <summary>Where the scripts are.</summary>
    public string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, name);

    /// <summary>Installs what package-lock.json names, unless that is done.</summary>
    public async Task InstallAsync()
    {
        if (!IsInstalled("node") || !IsInstalled("npm"))
        {
            throw new InvalidOperationException("These tests drive programs from npm: install node (20 or later) and npm (Debian: apt-get install -y nodejs npm) and run them again.");
        }

        // npm writes it last.
        var done = System.IO.Path.Combine(Path, "node_modules", ".package-lock.json");
        var wanted = System.IO.Path.Combine(Path, "package-lock.json");
        if (!File.Exists(done) || File.GetLastWriteTimeUtc(done) < File.GetLastWriteTimeUtc(wanted))
        {
            var (code, output) = await ExecuteAsync("npm", ["ci", "--no-audit", "--no-fund"], new Dictionary<string, string>(), InstallDeadline);
            if (code != 0)
            {
                throw new InvalidOperationException(output);
            }
        }
    }

    /// <summary>Runs node; the output is what it wrote, errors last.</summary>
    public Task<(int Code, string Output)> RunAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, TimeSpan deadline) =>
        ExecuteAsync("node", arguments, environment, deadline);

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator).Any(folder => File.Exists(System.IO.Path.Combine(folder, program)));

    private async Task<(int Code, string Output)> ExecuteAsync(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, TimeSpan deadline)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Path, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var timeout = new CancellationTokenSource(deadline);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return (-1, $"{program} did not end in {deadline}.\n{await output}{await errors}");
        }

        return (process.ExitCode, await output + await errors);
    }
}
