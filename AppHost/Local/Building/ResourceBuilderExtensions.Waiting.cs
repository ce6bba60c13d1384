using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Starts a resource only when another one is healthy.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="dependency">The other one.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport =>
        builder.WithAnnotation(new WaitAnnotation(dependency.Resource, null));

    /// <summary>Starts a resource only when another one is healthy.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="dependency">The other one.</param>
    /// <param name="waitBehavior">What happens when the other one cannot come up.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency, WaitBehavior waitBehavior)
        where T : IResourceWithWaitSupport =>
        builder.WithAnnotation(new WaitAnnotation(dependency.Resource, waitBehavior));
}
