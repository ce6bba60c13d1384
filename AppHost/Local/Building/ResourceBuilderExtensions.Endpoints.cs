using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Adds an HTTP endpoint, or changes the one of that name.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="port">The port that clients use; any free one when null.</param>
    /// <param name="targetPort">The port that the process listens on; any free one when null.</param>
    /// <param name="name">The name; <c>http</c> when null.</param>
    /// <param name="env">The variable that tells the process its port.</param>
    /// <param name="isProxied">Whether clients and process may have different ports.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<T> WithHttpEndpoint<T>(
        this IResourceBuilder<T> builder, int? port = null, int? targetPort = null, string? name = null, string? env = null, bool? isProxied = null)
        where T : IResourceWithEndpoints =>
        builder.WithEndpoint(port, targetPort, "http", name, env, isProxied);

    /// <summary>Adds an endpoint, or changes the one of that name.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="port">The port that clients use; any free one when null.</param>
    /// <param name="targetPort">The port that the process listens on; any free one when null.</param>
    /// <param name="scheme">The scheme of its address.</param>
    /// <param name="name">The name; the scheme when null.</param>
    /// <param name="env">The variable that tells the process its port.</param>
    /// <param name="isProxied">Whether clients and process may have different ports.</param>
    /// <param name="isExternal">Whether a deployment exposes it to the outside.</param>
    /// <param name="protocol">The transport protocol; TCP when null.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<T> WithEndpoint<T>(
        this IResourceBuilder<T> builder,
        int? port = null,
        int? targetPort = null,
        string? scheme = null,
        string? name = null,
        string? env = null,
        bool? isProxied = null,
        bool? isExternal = null,
        ProtocolType? protocol = null)
        where T : IResourceWithEndpoints
    {
        var endpoint = builder.Resource.FindEndpoint(name ?? scheme ?? "tcp");
        if (endpoint is null)
        {
            endpoint = new EndpointAnnotation(protocol ?? ProtocolType.Tcp, scheme, name, port, targetPort);
            builder.WithAnnotation(endpoint);
        }

        endpoint.Port = port ?? endpoint.Port;
        endpoint.TargetPort = targetPort ?? endpoint.TargetPort;
        endpoint.IsExternal = isExternal ?? endpoint.IsExternal;
        if (env is not null && builder.Resource is IResourceWithEndpoints owner and IResourceWithEnvironment)
        {
            endpoint.TargetPortEnvironmentVariable = env;
            var targetPortReference = new EndpointReference(owner, endpoint.Name).Property(EndpointProperty.TargetPort);
            builder.WithAnnotation(new EnvironmentCallbackAnnotation(context => context.EnvironmentVariables[env] = targetPortReference));
        }

        return builder;
    }

    /// <summary>Exposes the HTTP endpoints that the resource has so far to the outside of a deployment.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<T> WithExternalHttpEndpoints<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithEndpoints
    {
        foreach (var endpoint in builder.Resource.GetEndpoints().Where(static endpoint => endpoint.Transport == "http"))
        {
            endpoint.IsExternal = true;
        }

        return builder;
    }

    /// <summary>Refers to an endpoint.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="name">The name of the endpoint.</param>
    /// <returns>The reference.</returns>
    public static EndpointReference GetEndpoint<T>(this IResourceBuilder<T> builder, string name)
        where T : IResourceWithEndpoints => new(builder.Resource, name);

    /// <summary>Takes the resource for healthy while a request is answered as expected.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="builder">The resource.</param>
    /// <param name="path">The path; <c>/</c> when null.</param>
    /// <param name="statusCode">The status that means healthy; 200 when null.</param>
    /// <param name="endpointName">The endpoint; <c>https</c> or else <c>http</c> when null.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, string? endpointName = null)
        where T : IResourceWithEndpoints
    {
        var endpoint = endpointName is null
            ? builder.Resource.FindEndpoint("https") ?? builder.Resource.FindEndpoint("http")
            : builder.Resource.FindEndpoint(endpointName);
        return endpoint is null
            ? throw new DistributedApplicationException(
                $"The health check of '{builder.Resource.Name}' finds no endpoint: none matches {endpointName ?? "https, http"}.")
            : builder.WithAnnotation(new HttpHealthCheckAnnotation(endpoint.Name, path ?? "/", statusCode ?? 200));
    }
}
