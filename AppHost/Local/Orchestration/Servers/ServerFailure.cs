using Aspire.Hosting.Orchestration.Logs;

namespace Aspire.Hosting.Orchestration.Servers;

internal static class ServerFailure
{
    private static readonly string[] Telling = ["PANIC:", "FATAL:", "BOOT FAILED", "error:", "Error during startup", "{error,", "exit:"];

    /// <summary>One line for a server that does not come up on its data.</summary>
    public static string Describe(string title, string dataFolder, ResourceLog log, int? exitCode, string? refusal)
    {
        var reason = refusal ?? log.Tail.LastOrDefault(static line => Telling.Any(word => line.Contains(word, StringComparison.Ordinal)))?.Trim() ?? $"exit code {exitCode}";
        return $"{title} does not start on its data in {dataFolder}: {reason.TrimEnd('.')}. If the data is damaged or of another version, run again with --clean, which drops it (log: {log.File}).";
    }
}
