using System.Globalization;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Refers to a part of an endpoint's address.</summary>
/// <param name="endpointReference">The endpoint.</param>
/// <param name="property">The part.</param>
public class EndpointReferenceExpression(EndpointReference endpointReference, EndpointProperty property) : IExpressionValue
{
    /// <summary>The endpoint.</summary>
    public EndpointReference Endpoint { get; } = endpointReference;

    /// <summary>The part.</summary>
    public EndpointProperty Property { get; } = property;

    /// <inheritdoc/>
    public string ValueExpression => Property is EndpointProperty.HostAndPort ? Binding("host") + ":" + Binding("port") : Binding(ManifestName);

    private string ManifestName => Property switch
    {
        EndpointProperty.Host or EndpointProperty.IPV4Host => "host",
        EndpointProperty.Port => "port",
        EndpointProperty.Scheme => "scheme",
        EndpointProperty.TargetPort => "targetPort",
        _ => "url",
    };

    /// <inheritdoc/>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => GetValueAsync(new ValueProviderContext(), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<string?> GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken = default)
    {
        var allocated = Endpoint.Allocated;
        var replica = ReferenceEquals(context.Caller, Endpoint.Resource) ? context.Replica : 0;
        return ValueTask.FromResult<string?>(Property switch
        {
            EndpointProperty.Host => allocated.Host,
            EndpointProperty.IPV4Host => allocated.Host == "localhost" ? "127.0.0.1" : allocated.Host,
            EndpointProperty.Port => allocated.Port.ToString(CultureInfo.InvariantCulture),
            EndpointProperty.Scheme => allocated.Scheme,
            EndpointProperty.TargetPort => allocated.TargetPortOf(replica).ToString(CultureInfo.InvariantCulture),
            EndpointProperty.HostAndPort => string.Create(CultureInfo.InvariantCulture, $"{allocated.Host}:{allocated.Port}"),
            _ => allocated.Url,
        });
    }

    private string Binding(string part) => $"{{{Endpoint.Resource.Name}.bindings.{Endpoint.EndpointName}.{part}}}";
}
