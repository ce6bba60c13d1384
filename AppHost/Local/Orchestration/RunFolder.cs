using System.Security.Cryptography;
using System.Text;
using Aspire.Hosting.Orchestration.Processes;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// Where a run keeps its data, logs and resources.json. A run on the fixed ports uses one folder again and again; a run on random ports has
/// one of its own that goes with it.
/// </summary>
internal sealed class RunFolder : IDisposable
{
    private const string PathKey = "Local:RunFolder";
    private const string ThrowawayKey = "Local:Throwaway";
    private const string LockFile = "host.lock";
    private const string ThrowawayPrefix = "random-";
    private FileStream? _lock;

    public RunFolder(IConfiguration configuration)
    {
        Path = configuration[PathKey]!;
        IsThrowaway = configuration.GetValue<bool>(ThrowawayKey);
    }

    public string Path { get; }

    public bool IsThrowaway { get; }

    public string Logs => System.IO.Path.Combine(Path, "logs");

    public string ResourcesFile => System.IO.Path.Combine(Path, "resources.json");

    public string WatchdogFile => System.IO.Path.Combine(Path, "watchdog.pid");

    public IReadOnlyList<string> Folders => [Path, OutsideFolder];

    // The data of a server whose user may not enter the run folder, such as a clone under /root.
    private string OutsideFolder => IsThrowaway
        ? System.IO.Path.Combine(System.IO.Path.GetTempPath(), "realtime-" + System.IO.Path.GetFileName(Path))
        : "/var/lib/realtime/" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path)))[..12];

    public static IEnumerable<KeyValuePair<string, string?>> Configure(string appHostDirectory, bool isThrowaway)
    {
        var parent = System.IO.Path.Combine(appHostDirectory, ".run");
        var path = isThrowaway ? System.IO.Path.Combine(parent, ThrowawayPrefix + RandomNumberGenerator.GetHexString(8, lowercase: true)) : parent;
        return [new(PathKey, path), new(ThrowawayKey, isThrowaway ? "true" : "false")];
    }

    public static string? ParametersFile(IConfiguration configuration) =>
        configuration.GetValue<bool>(ThrowawayKey) ? null : System.IO.Path.Combine(configuration[PathKey]!, "parameters.json");

    /// <summary>Takes the folder for this host; fails with one clear line when another host has it.</summary>
    public void Open(bool clean)
    {
        MakeWritable();
        try
        {
            _lock = new FileStream(System.IO.Path.Combine(Path, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new DistributedApplicationException($"Another host is already running on the fixed ports (it holds {Path}). Stop it, or start this one with --random-ports.");
        }

        WaitForWatchdog();
        if (clean && !IsThrowaway)
        {
            DeleteContent();
        }

        DeleteAbandoned();
        Directory.CreateDirectory(Logs);
    }

    /// <summary>The folder for the data of a server that runs as the given user.</summary>
    public string ForServer(string name, UserAccount? owner)
    {
        var inside = System.IO.Path.Combine(Path, name);
        if (owner is null || Ancestors(inside).All(IsOpenToOthers))
        {
            return inside;
        }

        Directory.CreateDirectory(OutsideFolder);
        return System.IO.Path.Combine(OutsideFolder, name);
    }

    public void Dispose()
    {
        if (_lock is null)
        {
            return;
        }

        _lock.Dispose();
        _lock = null;
        File.Delete(WatchdogFile);
        if (IsThrowaway)
        {
            Delete(Path);
            Delete(OutsideFolder);
        }
    }

    // A run as another user, root perhaps, may have left it.
    private void MakeWritable()
    {
        try
        {
            Directory.CreateDirectory(Path);
            using (new FileStream(System.IO.Path.Combine(Path, $"write-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            {
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DistributedApplicationException($"The host cannot write to {Path}, where it keeps data and logs: {exception.Message} Remove that folder, or run as the user who owns it.", exception);
        }
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<string> Ancestors(string path)
    {
        for (var folder = System.IO.Path.GetDirectoryName(path); folder is not null; folder = System.IO.Path.GetDirectoryName(folder))
        {
            yield return folder;
        }
    }

    private static bool IsOpenToOthers(string folder) =>
        OperatingSystem.IsWindows() || File.GetUnixFileMode(folder).HasFlag(UnixFileMode.OtherExecute);

    // After a killed host its watchdog still ends the old processes, which hold the ports.
    private void WaitForWatchdog()
    {
        if (File.Exists(WatchdogFile) && int.TryParse(File.ReadAllText(WatchdogFile), out var processId))
        {
            SpinWait.SpinUntil(() => !UnixProcess.IsAlive(processId), TimeSpan.FromSeconds(8));
        }
    }

    private void DeleteContent()
    {
        foreach (var folder in Directory.EnumerateDirectories(Path).Where(static folder => !System.IO.Path.GetFileName(folder).StartsWith(ThrowawayPrefix, StringComparison.Ordinal)))
        {
            Directory.Delete(folder, recursive: true);
        }

        foreach (var file in Directory.EnumerateFiles(Path).Where(static file => System.IO.Path.GetFileName(file) != LockFile))
        {
            File.Delete(file);
        }

        Delete(OutsideFolder);
    }

    // Left behind when a machine went down in the middle of a run.
    private void DeleteAbandoned()
    {
        var parent = IsThrowaway ? System.IO.Path.GetDirectoryName(Path)! : Path;
        foreach (var folder in Directory.EnumerateDirectories(parent, ThrowawayPrefix + "*").Where(folder => folder != Path))
        {
            try
            {
                using (new FileStream(System.IO.Path.Combine(folder, LockFile), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                {
                }

                Directory.Delete(folder, recursive: true);
            }
            catch (IOException)
            {
                // In use by another host, or just being made or removed by one.
            }
        }
    }
}
