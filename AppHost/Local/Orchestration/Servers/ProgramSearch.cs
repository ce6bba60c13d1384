using System.Text.RegularExpressions;

namespace Aspire.Hosting.Orchestration.Servers;

/// <summary>Where installed programs are looked for; tests give it an empty machine.</summary>
internal sealed partial record ProgramSearch(string Root, IReadOnlyList<string> Path)
{
    public static ProgramSearch ThisMachine { get; } = new("/", Split(Environment.GetEnvironmentVariable("PATH")));

    /// <summary>The first of the well-known files that exists; a <c>*</c> stands for one folder, the highest version first.</summary>
    public string? FindWellKnown(params IEnumerable<string> patterns) => patterns.Select(Expand).FirstOrDefault(static found => found is not null);

    public string? FindOnPath(string program) =>
        Path.Select(folder => System.IO.Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static string[] Split(string? path) => (path ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);

    private string? Expand(string pattern)
    {
        var full = System.IO.Path.Combine(Root, pattern.TrimStart('/'));
        var star = full.IndexOf('*', StringComparison.Ordinal);
        if (star < 0)
        {
            return File.Exists(full) ? full : null;
        }

        var parent = System.IO.Path.GetDirectoryName(full[..star])!;
        var (prefix, rest) = (System.IO.Path.GetFileName(full[..star]), full[(star + 1)..].TrimStart('/'));
        return !Directory.Exists(parent)
            ? null
            : Directory.EnumerateDirectories(parent, prefix + "*")
                .OrderByDescending(static folder => Numbers.Replace(folder, static number => number.Value.PadLeft(8, '0')), StringComparer.Ordinal)
                .Select(folder => System.IO.Path.Combine(folder, rest))
                .FirstOrDefault(File.Exists);
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Numbers { get; }
}
