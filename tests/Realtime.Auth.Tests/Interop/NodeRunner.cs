using System.Diagnostics;

namespace Realtime.Auth.Tests.Interop;

/// <summary>Runs the scripts of the node folder. What is missing is installed, or the test fails and says what to do: it is never skipped.</summary>
internal static class NodeRunner
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "node");
    private static readonly Lazy<Task> Prepared = new(PrepareAsync);

    public static async Task<string> RunAsync(string script, IReadOnlyDictionary<string, string> environment)
    {
        await Prepared.Value;
        return await ExecuteAsync("node", [script], environment);
    }

    private static async Task PrepareAsync()
    {
        if (!IsInstalled("node") || !IsInstalled("npm"))
        {
            if (!OperatingSystem.IsLinux() || Environment.UserName != "root" || !IsInstalled("apt-get"))
            {
                throw new InvalidOperationException("The interoperability tests need node and npm. Install them (Debian: apt-get install -y nodejs npm) and run the tests again.");
            }

            await ExecuteAsync("apt-get", ["update", "-q"]);
            await ExecuteAsync("apt-get", ["install", "-y", "-q", "--no-install-recommends", "nodejs", "npm"], new Dictionary<string, string> { ["DEBIAN_FRONTEND"] = "noninteractive" });
        }

        await ExecuteAsync("npm", ["ci", "--no-audit", "--no-fund"]);
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    private static async Task<string> ExecuteAsync(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} did not end.");
        }

        process.ExitCode.ShouldBe(0, $"{program}: {await output}{await errors}");
        return await output;
    }
}
