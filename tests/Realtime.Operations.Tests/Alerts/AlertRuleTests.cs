using System.Text.RegularExpressions;
using Realtime.Operations.Tests.Stack;
using Realtime.Testing;

namespace Realtime.Operations.Tests.Alerts;

/// <summary>The shipped Prometheus files, judged by promtool.</summary>
public sealed partial class AlertRuleTests
{
    [Theory]
    [InlineData("check", "config", "prometheus.yml")]
    [InlineData("check", "rules", "alerts.yml")]
    [InlineData("test", "rules", "alerts.test.yml")]
    public async Task Promtool_accepts(string verb, string what, string file)
    {
        var programs = await PrometheusPrograms.GetAsync();

        var (code, output) = await ToolRun.RunAsync(programs.Tool, [verb, what, file], folder: OperationsFiles.Folder);

        code.ShouldBe(0, output);
    }

    [Fact]
    public void Every_alert_has_a_test_in_which_it_fires_and_a_line_on_what_to_do()
    {
        var alerts = Names().Matches(File.ReadAllText(OperationsFiles.Of("alerts.yml"))).Select(static match => match.Groups[1].Value).ToList();
        var tests = File.ReadAllText(OperationsFiles.Of("alerts.test.yml"));
        var manual = File.ReadAllText(OperationsFiles.Of("README.md"));

        alerts.Count.ShouldBeGreaterThan(10);
        foreach (var alert in alerts)
        {
            tests.ShouldContain($"alertname: {alert}\n", Case.Sensitive, alert);
            manual.ShouldContain($"`{alert}`", Case.Sensitive, alert);
        }
    }

    [GeneratedRegex("^ +- alert: ([A-Za-z]+)$", RegexOptions.Multiline)]
    private static partial Regex Names();
}
