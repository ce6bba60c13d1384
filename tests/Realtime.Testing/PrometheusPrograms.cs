using Aspire.Hosting.Orchestration.Processes;
using Aspire.Hosting.Orchestration.Servers;

namespace Realtime.Testing;

/// <summary>Prometheus and its tool, found on this machine or installed as the host installs its servers.</summary>
/// <param name="Server">The server's program.</param>
/// <param name="Tool">promtool.</param>
public sealed record PrometheusPrograms(string Server, string Tool)
{
    private static readonly ServerPackage Package = new("Prometheus", "prometheus", "prometheus", "prometheus", "none");
    private static readonly TimeSpan InstallDeadline = TimeSpan.FromMinutes(5);
    private static readonly Lazy<Task<PrometheusPrograms>> Found = new(FindAsync);

    /// <summary>Finds the programs once for the test process.</summary>
    public static Task<PrometheusPrograms> GetAsync() => Found.Value;

    private static async Task<PrometheusPrograms> FindAsync()
    {
        var output = new List<string>();
        using var deadline = new CancellationTokenSource(InstallDeadline);
        using var watchdog = Watchdog.Start();
        var programs = new ServerPrograms(ProgramSearch.ThisMachine, mayInstall: true, UnixProcess.IsRoot, output.Add);
        return await programs.GetAsync(Package, Find, watchdog, output.Add, deadline.Token);
    }

    private static PrometheusPrograms? Find(ProgramSearch search) =>
        search.FindOnPath("prometheus") is { } server && search.FindOnPath("promtool") is { } tool ? new PrometheusPrograms(server, tool) : null;
}
