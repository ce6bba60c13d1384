namespace Aspire.Hosting;

/// <summary>How the application is built.</summary>
public sealed class DistributedApplicationOptions
{
    /// <summary>The command line.</summary>
    public string[]? Args { get; set; }

    /// <summary>The name of the assembly of the app host.</summary>
    public string? AssemblyName { get; set; }

    /// <summary>The folder of the app host's project.</summary>
    public string? ProjectDirectory { get; set; }

    /// <summary>Nobody looks at the console: tests.</summary>
    public bool DisableDashboard { get; set; }

    /// <summary>Whether the logs of all resources go to the console when there is no dashboard.</summary>
    public bool EnableResourceLogging { get; set; }
}
