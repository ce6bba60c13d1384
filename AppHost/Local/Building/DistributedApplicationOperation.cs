namespace Aspire.Hosting;

/// <summary>What the host is asked to do.</summary>
public enum DistributedApplicationOperation
{
    /// <summary>Run the application.</summary>
    Run = 0,

    /// <summary>Describe the application for a deployment.</summary>
    Publish = 1,
}
