namespace Aspire.Hosting.ApplicationModel;

/// <summary>Refers to an endpoint, whose ports may not be known yet.</summary>
/// <param name="owner">The resource that listens.</param>
/// <param name="endpointName">The name of its endpoint.</param>
public sealed class EndpointReference(IResourceWithEndpoints owner, string endpointName) : IExpressionValue
{
    /// <summary>The resource that listens.</summary>
    public IResourceWithEndpoints Resource { get; } = owner;

    /// <summary>The name of the endpoint.</summary>
    public string EndpointName { get; } = endpointName;

    /// <summary>Whether the resource has such an endpoint.</summary>
    public bool Exists => Resource.FindEndpoint(EndpointName) is not null;

    /// <summary>Whether its ports are known.</summary>
    public bool IsAllocated => Resource.FindEndpoint(EndpointName)?.Allocated is not null;

    /// <summary>The scheme of the address.</summary>
    public string Scheme => Annotation.UriScheme;

    /// <summary>The host of the address.</summary>
    public string Host => Allocated.Host;

    /// <summary>The port that clients use.</summary>
    public int Port => Allocated.Port;

    /// <summary>The address.</summary>
    public string Url => Allocated.Url;

    /// <inheritdoc/>
    public string ValueExpression => Property(EndpointProperty.Url).ValueExpression;

    internal EndpointAnnotation Annotation => Resource.FindEndpoint(EndpointName)
        ?? throw new InvalidOperationException($"Resource '{Resource.Name}' has no endpoint named '{EndpointName}'.");

    internal AllocatedEndpoint Allocated => Annotation.Allocated
        ?? throw new InvalidOperationException($"The endpoint '{EndpointName}' of resource '{Resource.Name}' has no port yet.");

    /// <summary>Refers to a part of the address.</summary>
    /// <param name="property">The part.</param>
    /// <returns>The reference.</returns>
    public EndpointReferenceExpression Property(EndpointProperty property) => new(this, property);

    /// <inheritdoc/>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => Property(EndpointProperty.Url).GetValueAsync(cancellationToken);
}
