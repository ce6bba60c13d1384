namespace Aspire.Hosting.ApplicationModel;

/// <summary>A volume of the container; on this machine it means that data is kept between runs.</summary>
/// <param name="source">The name of the volume.</param>
/// <param name="target">Where the container sees it.</param>
/// <param name="isReadOnly">Whether it is mounted read-only.</param>
public sealed class ContainerMountAnnotation(string source, string target, bool isReadOnly) : IResourceAnnotation
{
    /// <summary>The name of the volume.</summary>
    public string Source { get; } = source;

    /// <summary>Where the container sees it.</summary>
    public string Target { get; } = target;

    /// <summary>Whether it is mounted read-only.</summary>
    public bool IsReadOnly { get; } = isReadOnly;
}
