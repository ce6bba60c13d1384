using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>What can be said about resources of any kind.</summary>
public static partial class ResourceBuilderExtensions
{
    /// <summary>Tells a resource the connection string of another, and its parts.</summary>
    /// <typeparam name="TDestination">The type of the resource that is told.</typeparam>
    /// <param name="builder">The resource that is told.</param>
    /// <param name="source">The resource that is connected to.</param>
    /// <param name="connectionName">The name of the connection string; the resource's own name when null.</param>
    /// <param name="optional">Whether the connection string may be missing.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithConnectionString> source, string? connectionName = null, bool optional = false)
        where TDestination : IResourceWithEnvironment
    {
        var resource = source.Resource;
        var name = connectionName ?? resource.Name;
        return builder.WithEnvironment(context =>
        {
            context.EnvironmentVariables[$"ConnectionStrings__{name}"] = resource;
            foreach (var (part, value) in resource.GetConnectionProperties())
            {
                context.EnvironmentVariables[$"{EnvironmentVariableName.Encode(name).ToUpperInvariant()}_{part.ToUpperInvariant()}"] = value;
            }
        });
    }

    /// <summary>Tells a resource the addresses of another.</summary>
    /// <typeparam name="TDestination">The type of the resource that is told.</typeparam>
    /// <param name="builder">The resource that is told.</param>
    /// <param name="source">The resource whose endpoints are told.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source)
        where TDestination : IResourceWithEnvironment
    {
        var resource = source.Resource;
        return builder.WithEnvironment(context =>
        {
            foreach (var endpoint in resource.GetEndpoints())
            {
                AddEndpoint(context, new EndpointReference(resource, endpoint.Name));
            }
        });
    }

    /// <summary>Tells a resource one address of another.</summary>
    /// <typeparam name="TDestination">The type of the resource that is told.</typeparam>
    /// <param name="builder">The resource that is told.</param>
    /// <param name="endpointReference">The endpoint.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, EndpointReference endpointReference)
        where TDestination : IResourceWithEnvironment =>
        builder.WithEnvironment(context => AddEndpoint(context, endpointReference));

    private static void AddEndpoint(EnvironmentCallbackContext context, EndpointReference endpoint)
    {
        var variables = context.EnvironmentVariables;
        var service = endpoint.Resource.Name;
        var index = 0;
        while (variables.ContainsKey($"services__{service}__{endpoint.EndpointName}__{index}"))
        {
            index++;
        }

        variables[$"{EnvironmentVariableName.Encode(service).ToUpperInvariant()}_{EnvironmentVariableName.Encode(endpoint.EndpointName).ToUpperInvariant()}"] = endpoint;
        variables[$"services__{service}__{endpoint.EndpointName}__{index}"] = endpoint;
    }
}
