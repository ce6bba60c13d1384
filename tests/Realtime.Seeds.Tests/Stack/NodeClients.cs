using System.Diagnostics;

namespace Realtime.Seeds.Tests.Stack;

/// <summary>Runs node with the clients of the node folder, which npm installs beside the tests. Without node the tests fail and say so: they are never skipped.</summary>
internal static class NodeClients
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "node");
    private static readonly TimeSpan InstallDeadline = TimeSpan.FromMinutes(4);

    public static async Task PrepareAsync()
    {
        if (!IsInstalled("node") || !IsInstalled("npm"))
        {
            throw new InvalidOperationException("These tests drive stock clients from npm: install node (20 or later) and npm (Debian: apt-get install -y nodejs npm) and run them again.");
        }

        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "socket.io-client")))
        {
            var result = await ExecuteAsync(Create("npm", ["ci", "--no-audit", "--no-fund"], new Dictionary<string, string>()), InstallDeadline);
            result.Code.ShouldBe(0, result.Output);
        }
    }

    public static Task<(int Code, string Output)> RunAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, TimeSpan deadline) =>
        ExecuteAsync(Create("node", arguments, environment), deadline);

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    private static ProcessStartInfo Create(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static async Task<(int Code, string Output)> ExecuteAsync(ProcessStartInfo start, TimeSpan deadline)
    {
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
            return (-1, $"{start.FileName} did not end in {deadline}.\n{await output}{await errors}");
        }

        return (process.ExitCode, await output + await errors);
    }
}
