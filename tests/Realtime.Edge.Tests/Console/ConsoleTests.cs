using System.Text.RegularExpressions;
using Realtime.Edge.Tests.Support;

namespace Realtime.Edge.Tests.Console;

public sealed partial class ConsoleTests
{
    [Fact]
    public async Task The_page_and_its_parts_are_served_under_a_strict_policy()
    {
        await using var edge = await TestEdge.StartAsync();

        using var page = await edge.Client.GetAsync("/console");
        var html = await page.Content.ReadAsStringAsync();

        page.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        page.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'none'");
        html.ShouldNotContain("style=");
        html.ShouldNotContain("onclick=");
        html.ShouldNotContain("://");
        foreach (Match reference in References().Matches(html))
        {
            using var part = await edge.Client.GetAsync(reference.Groups[1].Value);
            part.IsSuccessStatusCode.ShouldBeTrue(reference.Groups[1].Value);
            (await part.Content.ReadAsStringAsync()).Length.ShouldBeGreaterThan(500);
        }
    }

    [Fact]
    public async Task The_bare_address_leads_to_the_page()
    {
        await using var edge = await TestEdge.StartAsync();

        using var answer = await edge.Client.GetAsync("/");

        (answer.Headers.Location ?? answer.RequestMessage!.RequestUri)!.ToString().ShouldEndWith("/console");
    }

    [GeneratedRegex("(?:src|href)=\"(/[^\"]+)\"")]
    private static partial Regex References();
}
