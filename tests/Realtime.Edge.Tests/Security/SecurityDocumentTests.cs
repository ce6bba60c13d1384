using System.Text.RegularExpressions;

namespace Realtime.Edge.Tests.Security;

/// <summary>docs/security.md promises nothing that no test shows.</summary>
public sealed partial class SecurityDocumentTests
{
    [Fact]
    public void Every_promise_names_tests_that_exist()
    {
        var root = RootFolder();
        var sources = Directory.EnumerateFiles(Path.Combine(root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .GroupBy(path => Path.GetFileNameWithoutExtension(path))
            .ToDictionary(group => group.Key, group => string.Concat(group.Select(File.ReadAllText)));
        var rows = File.ReadAllText(Path.Combine(root, "docs", "security.md")).Split("## Promises and their tests")[1].Split("\n## ")[0]
            .Split('\n').Where(line => line.StartsWith('|')).Skip(2).ToArray();

        rows.Length.ShouldBeGreaterThan(20);
        var faults = rows.SelectMany(row => Faults(row, sources)).ToArray();

        faults.ShouldBeEmpty();
    }

    private static IEnumerable<string> Faults(string row, Dictionary<string, string> sources)
    {
        var tests = TestName().Matches(row.Split('|')[2]);
        return tests.Count == 0
            ? [$"no test: {row}"]
            : tests.Where(test => !Exists(test.Groups["class"].Value, test.Groups["method"].Value, sources)).Select(test => $"no such test: {test.Value}");
    }

    private static bool Exists(string type, string method, Dictionary<string, string> sources) =>
        sources.TryGetValue(type, out var source) && (method == "*" ? source.Contains("[Fact]", StringComparison.Ordinal) || source.Contains("[Theory]", StringComparison.Ordinal) : source.Contains($" {method}(", StringComparison.Ordinal));

    private static string RootFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Realtime.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The repository was not found.");
        }

        return folder.FullName;
    }

    [GeneratedRegex("`(?<class>[A-Za-z]+Tests)\\.(?<method>[A-Za-z0-9_]+|\\*)`")]
    private static partial Regex TestName();
}
