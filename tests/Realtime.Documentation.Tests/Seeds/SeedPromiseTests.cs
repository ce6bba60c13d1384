using System.Text.RegularExpressions;

namespace Realtime.Documentation.Tests.Seeds;

/// <summary>docs/seeds.md leaves out no row of the acceptance table, promises nothing that no test shows, and names no test that is not there.</summary>
public sealed partial class SeedPromiseTests
{
    private const int AcceptanceRows = 150;

    // What their metrics and log fields are called here is shown by the tests of operations.
    private static readonly string Page = Repository.Read("docs/seeds.md").Split("## Metrics and log fields")[0];

    private static readonly Dictionary<string, string> Classes = Repository.Sources("tests")
        .GroupBy(static file => Path.GetFileNameWithoutExtension(file))
        .ToDictionary(static group => group.Key, static group => string.Concat(group.Select(File.ReadAllText)));

    [Fact]
    public void Every_row_of_the_acceptance_table_is_there_once()
    {
        var numbers = Rows().Select(static row => row[1].Trim()).Where(static cell => int.TryParse(cell, out _)).Select(int.Parse);
        numbers.ShouldBe(Enumerable.Range(1, AcceptanceRows));
    }

    [Fact]
    public void Every_promise_names_a_test_or_says_what_is_different()
    {
        var rows = Rows().ToList();
        rows.Count.ShouldBeGreaterThan(AcceptanceRows);
        rows.Where(static row => !TestName().IsMatch(row[^2]) && !DifferenceWithReason().IsMatch(row[^2])).Select(static row => string.Join('|', row)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_test_that_is_named_exists()
    {
        var names = TestName().Matches(Page).DistinctBy(static match => match.Value).ToList();
        names.Count.ShouldBeGreaterThan(AcceptanceRows);
        names.Where(static name => !Exists(name)).Select(static name => name.Value).ShouldBeEmpty();
    }

    [Fact]
    public void Every_scenario_is_run_and_named()
    {
        var run = Classes["SeedTests"];
        foreach (var script in Repository.Sources("tests/Realtime.Seeds.Tests/node", "*.mjs").Where(static file => Path.GetFileName(file) != "lib.mjs"))
        {
            var name = Path.GetFileNameWithoutExtension(script);
            var scenarios = Scenario().Matches(File.ReadAllText(script)).Select(static match => match.Groups["name"].Value).ToList();
            scenarios.ShouldNotBeEmpty(script);
            scenarios.Where(scenario => !RunBy(run, name, scenario)).ShouldBeEmpty($"{name}: not run");
            scenarios.Where(scenario => !Page.Contains($"`{name}#{scenario}`", StringComparison.Ordinal)).ShouldBeEmpty($"{name}: not named");
        }
    }

    /// <summary>The cells of every row of a table that promises something: neither heads nor the titles of parts.</summary>
    private static IEnumerable<string[]> Rows() => Page.Split('\n')
        .Where(static line => line.StartsWith('|') && !line.StartsWith("|---", StringComparison.Ordinal) && !line.StartsWith("| | *", StringComparison.Ordinal))
        .Select(static line => line.Split('|'))
        .Where(static cells => cells[^2].Trim() != "shown by");

    private static bool Exists(Match name)
    {
        var (where, what) = (name.Groups["where"].Value, name.Groups["what"].Value);
        return name.Groups["separator"].Value == "#"
            ? RunBy(Classes["SeedTests"], where, what)
            : Classes.TryGetValue(where, out var source)
                && Regex.IsMatch(source, $@"\[(Fact|Theory)\](?:(?!\bpublic ).)*public [\w<> ]+ {Regex.Escape(what)}\(", RegexOptions.Singleline);
    }

    /// <summary>Whether the theory that runs a script has the scenario.</summary>
    private static bool RunBy(string run, string script, string scenario) =>
        Regex.Match(run, $@"(?<data>(\s*\[InlineData\([^\n]*\)\])+)\s*public Task \w+\(string scenario\) => seeds\.RunAsync\(""{script}\.mjs""").Groups["data"].Value
            .Contains($"(\"{scenario}\")", StringComparison.Ordinal);

    [GeneratedRegex(@"`(?<where>[A-Z][A-Za-z]+(Tests|Cases|Conformance)|autodevs|daisi|goose|venta)(?<separator>[.#])(?<what>[A-Za-z][A-Za-z0-9_-]+)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"\*\*Different:\*\* \S+ \S+ \S+")]
    private static partial Regex DifferenceWithReason();

    [GeneratedRegex(@"(?m)^  '?(?<name>[a-z-]+)'?: async \(")]
    private static partial Regex Scenario();
}
