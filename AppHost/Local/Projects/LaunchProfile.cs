namespace Aspire.Hosting.Projects;

/// <summary>One profile of a launchSettings.json.</summary>
internal sealed record LaunchProfile
{
    public string Name { get; init; } = "";

    public string? CommandName { get; init; }

    public string? ApplicationUrl { get; init; }

    public string? CommandLineArgs { get; init; }

    public Dictionary<string, string> EnvironmentVariables { get; init; } = [];

    public IEnumerable<Uri> Addresses =>
        (ApplicationUrl ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(static url => new Uri(url));
}
