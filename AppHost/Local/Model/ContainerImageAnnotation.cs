namespace Aspire.Hosting.ApplicationModel;

/// <summary>The image that a deployment uses.</summary>
public sealed class ContainerImageAnnotation : IResourceAnnotation
{
    /// <summary>The registry.</summary>
    public string? Registry { get; set; }

    /// <summary>The image without registry and tag.</summary>
    public required string Image { get; set; }

    /// <summary>The tag.</summary>
    public string? Tag { get; set; }

    internal string FullName => $"{(Registry is null ? "" : Registry + "/")}{Image}{(Tag is null ? "" : ":" + Tag)}";
}
