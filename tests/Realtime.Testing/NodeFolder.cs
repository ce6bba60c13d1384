using System.Diagnostics;

namespace Realtime.Testing;

/// <summary>A folder of scripts with a package.json, beside the tests: npm installs into it once, node runs them. What is missing is installed, or the test fails and says what to do: it is never skipped.</summary>
public sealed class NodeFolder(string name = "node")
{
    private static readonly TimeSpan InstallDeadline = TimeSpan.FromMinutes(6);

    /// <summary>Where the scripts are.</summary>
    public string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, name);

    /// <summary>Installs what package-lock.json names, unless that is done.</summary>
    public async Task InstallAsync()
    {
        if (!HasNode())
        {
            await InstallNodeAsync();
        }

        // npm writes it last.
        var done = System.IO.Path.Combine(Path, "node_modules", ".package-lock.json");
        var wanted = System.IO.Path.Combine(Path, "package-lock.json");
        if (!File.Exists(done) || File.GetLastWriteTimeUtc(done) < File.GetLastWriteTimeUtc(wanted))
        {
            await RequireAsync("npm", "ci", "--no-audit", "--no-fund");
        }
    }

    /// <summary>Runs node; the output is what it wrote, errors last.</summary>
    public Task<(int Code, string Output)> RunAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, TimeSpan deadline) =>
        ExecuteAsync("node", arguments, environment, deadline);

    private async Task InstallNodeAsync()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root" || !IsInstalled("apt-get"))
        {
            throw new InvalidOperationException("These tests drive programs from npm: install node (20 or later) and npm (Debian: apt-get install -y nodejs npm) and run them again.");
        }

        await RequireAsync("apt-get", "update", "-q");
        await RequireAsync("apt-get", "install", "-y", "-q", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300", "nodejs", "npm");
    }

    private async Task RequireAsync(string program, params string[] arguments)
    {
        var (code, output) = await ExecuteAsync(program, arguments, new Dictionary<string, string> { ["DEBIAN_FRONTEND"] = "noninteractive" }, InstallDeadline);
        if (code != 0)
        {
            throw new InvalidOperationException($"{program}: {output}");
        }
    }

    private static bool HasNode() => IsInstalled("node") && IsInstalled("npm");

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
