namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource starts after another one is up.</summary>
/// <param name="resource">The other one.</param>
/// <param name="behavior">What happens when the other one cannot come up; the host's default when null.</param>
internal sealed class WaitAnnotation(IResource resource, WaitBehavior? behavior) : IResourceAnnotation
{
    public IResource Resource { get; } = resource;

    public WaitBehavior? Behavior { get; } = behavior;
}
