namespace Aspire.Hosting.ApplicationModel;

/// <summary>The environment variables of one resource while they are collected.</summary>
/// <param name="executionContext">What the host is asked to do.</param>
/// <param name="resource">The resource.</param>
/// <param name="environmentVariables">The variables so far: strings and values that are evaluated at the start.</param>
public class EnvironmentCallbackContext(
    DistributedApplicationExecutionContext executionContext,
    IResource resource,
    Dictionary<string, object>? environmentVariables = null)
{
    /// <summary>What the host is asked to do.</summary>
    public DistributedApplicationExecutionContext ExecutionContext { get; } = executionContext;

    /// <summary>The resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>The variables so far: strings and values that are evaluated at the start.</summary>
    public Dictionary<string, object> EnvironmentVariables { get; } = environmentVariables ?? [];
}
