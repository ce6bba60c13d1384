using System.Runtime.InteropServices;
using Aspire.Hosting.Orchestration.Processes;

namespace Aspire.Hosting.Orchestration.Servers;

/// <summary>Finds the servers on this machine, or installs them where that is possible and allowed.</summary>
internal sealed class ServerPrograms(ProgramSearch search, bool mayInstall, bool isRoot, Action<string> announce)
{
    private static readonly string InstallLock = Path.Combine(Path.GetTempPath(), "realtime-install.lock");
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(500);

    /// <summary>Looks for a server; installs the Debian package when it is not there.</summary>
    public async Task<T> GetAsync<T>(ServerPackage package, Func<ProgramSearch, T?> find, Watchdog watchdog, Action<string> onOutput, CancellationToken cancellationToken)
        where T : class
    {
        if (find(search) is { } installed)
        {
            return installed;
        }

        if (!mayInstall || !isRoot || search.FindOnPath("apt-get") is not { } aptGet)
        {
            throw new ServerStartException(Instructions(package));
        }

        await using var mine = await TakeLockAsync(cancellationToken);
        if (find(search) is { } meanwhile)
        {
            return meanwhile;
        }

        announce($"{package.Title} is not installed: installing the package {package.Debian} with apt-get (--no-install forbids this).");
        await RunAsync(aptGet, ["-qq", "update"], watchdog, onOutput, cancellationToken);
        var exitCode = await RunAsync(
            aptGet, ["-qq", "install", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120", package.Debian], watchdog, onOutput, cancellationToken);
        return (exitCode == 0 ? find(search) : null)
            ?? throw new ServerStartException($"apt-get could not install {package.Debian} (exit code {exitCode}). {Instructions(package)}");
    }

    private static string Instructions(ServerPackage package)
    {
        var install = RuntimeInformation.IsOSPlatform(OSPlatform.OSX)
            ? $"brew install {package.Homebrew}"
            : $"sudo apt-get update && sudo apt-get install -y {package.Debian}";
        return $"{package.Title} is not installed. Type: {install} — or give a server that runs: --ConnectionStrings:{package.ConnectionName}='{package.ConnectionExample}'";
    }

    // Test assemblies that run at the same time on a fresh machine all want to install.
    private static async Task<FileStream> TakeLockAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(InstallLock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(LockPause, cancellationToken);
            }
        }
    }

    private static async Task<int> RunAsync(string program, string[] arguments, Watchdog watchdog, Action<string> onOutput, CancellationToken cancellationToken)
    {
        var environment = CleanEnvironment.Without(static _ => false);
        environment["DEBIAN_FRONTEND"] = "noninteractive";
        await using var process = ChildProcess.Start(
            new ChildProcessOptions(program, "/") { Arguments = arguments, Environment = environment, OnOutput = onOutput, OnError = onOutput }, watchdog);
        return await process.Completion.WaitAsync(cancellationToken);
    }
}
