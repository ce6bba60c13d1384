using System.Globalization;
using Aspire.Hosting.Orchestration.Processes;

namespace Aspire.Hosting.Orchestration.Presentation;

/// <summary>The <c>dotnet run</c> that started the host: it is the process a user sees, so when it is killed the host has to go too.</summary>
internal static class Launcher
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Ends when the launcher is gone; never when the host was started by something else.</summary>
    public static async Task WaitUntilGoneAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var parent = UnixProcess.ParentId;
        if (!IsDotnetRun(parent))
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
        }

        while (UnixProcess.ParentId == parent)
        {
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private static bool IsDotnetRun(int processId)
    {
        var file = string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/cmdline");
        return File.Exists(file) && File.ReadAllText(file).Split('\0') is [var program, .. var arguments]
            && Path.GetFileName(program) == "dotnet" && arguments.Contains("run");
    }
}
