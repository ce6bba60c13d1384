namespace Aspire.Hosting.ApplicationModel;

/// <summary>Says more about one resource.</summary>
/// <typeparam name="T">The type of the resource.</typeparam>
public interface IResourceBuilder<out T>
    where T : IResource
{
    /// <summary>The model the resource is part of.</summary>
    IDistributedApplicationBuilder ApplicationBuilder { get; }

    /// <summary>The resource.</summary>
    T Resource { get; }

    /// <summary>Adds an annotation.</summary>
    /// <typeparam name="TAnnotation">The type of the annotation.</typeparam>
    /// <param name="annotation">The annotation.</param>
    /// <param name="behavior">Whether it joins or replaces those of its type.</param>
    /// <returns>The same builder.</returns>
    IResourceBuilder<T> WithAnnotation<TAnnotation>(TAnnotation annotation, ResourceAnnotationMutationBehavior behavior = ResourceAnnotationMutationBehavior.Append)
        where TAnnotation : IResourceAnnotation;
}
