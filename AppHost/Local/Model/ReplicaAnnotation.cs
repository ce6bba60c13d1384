namespace Aspire.Hosting.ApplicationModel;

/// <summary>How many instances of a project run.</summary>
/// <param name="replicas">At least one.</param>
public sealed class ReplicaAnnotation(int replicas = 1) : IResourceAnnotation
{
    /// <summary>The number of instances.</summary>
    public int Replicas { get; } = replicas;
}
