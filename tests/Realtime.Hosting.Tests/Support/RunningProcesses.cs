using System.Globalization;

namespace Realtime.Hosting.Tests.Support;

internal static class RunningProcesses
{
    /// <summary>The processes whose command line or environment names a folder; a dead process that nobody has reaped yet shows neither.</summary>
    public static IReadOnlyList<string> Mentioning(string folder) =>
    [
        .. from entry in Directory.EnumerateDirectories("/proc")
           where int.TryParse(Path.GetFileName(entry), CultureInfo.InvariantCulture, out _) && Path.GetFileName(entry) != Environment.ProcessId.ToString(CultureInfo.InvariantCulture)
           where Read(Path.Combine(entry, "cmdline")).Contains(folder, StringComparison.Ordinal) || Read(Path.Combine(entry, "environ")).Contains(folder, StringComparison.Ordinal)
           select $"{Path.GetFileName(entry)} {Read(Path.Combine(entry, "cmdline")).Replace('\0', ' ')} {Read(Path.Combine(entry, "stat"))}",
    ];

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
