namespace Aspire.Hosting;

/// <summary>What the host is asked to do.</summary>
/// <param name="operation">Run or publish.</param>
public class DistributedApplicationExecutionContext(DistributedApplicationOperation operation)
{
    /// <summary>Run or publish.</summary>
    public DistributedApplicationOperation Operation { get; } = operation;

    /// <summary>Whether the application is described, not run.</summary>
    public bool IsPublishMode => Operation is DistributedApplicationOperation.Publish;

    /// <summary>Whether the application runs.</summary>
    public bool IsRunMode => Operation is DistributedApplicationOperation.Run;
}
