using System.Diagnostics;

namespace Realtime.Edge.Tests.Support;

/// <summary>The edge as a process of its own.</summary>
internal static class EdgeProcess
{
    public static async Task<(int ExitCode, string Errors)> RunToEndAsync(Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(EdgeHostingExtensions).Assembly.Location]) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var errors = await process.StandardError.ReadToEndAsync(deadline.Token);
        await output;
        await process.WaitForExitAsync(deadline.Token);
        return (process.ExitCode, errors);
    }
}
