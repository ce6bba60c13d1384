namespace Aspire.Hosting.ApplicationModel;

/// <summary>Base of all resources.</summary>
public abstract class Resource : IResource
{
    /// <summary>Creates the resource.</summary>
    /// <param name="name">The name: letters, digits and single hyphens, starting with a letter, at most 64 characters.</param>
    protected Resource(string name)
    {
        ModelName.Validate("Resource", name);
        Name = name;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public ResourceAnnotationCollection Annotations { get; } = [];
}
