using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Testing;

/// <summary>What tests ask a running application.</summary>
public static class DistributedApplicationHostingTestingExtensions
{
    /// <summary>Makes a client for a resource.</summary>
    /// <param name="app">The application.</param>
    /// <param name="resourceName">The resource.</param>
    /// <param name="endpointName">The endpoint; <c>https</c> or else <c>http</c> when null.</param>
    /// <returns>The client.</returns>
    public static HttpClient CreateHttpClient(this DistributedApplication app, string resourceName, string? endpointName = null) =>
        new() { BaseAddress = app.GetEndpoint(resourceName, endpointName) };

    /// <summary>Gets the address of a resource.</summary>
    /// <param name="app">The application.</param>
    /// <param name="resourceName">The resource.</param>
    /// <param name="endpointName">The endpoint; <c>https</c> or else <c>http</c> when null.</param>
    /// <returns>The address.</returns>
    public static Uri GetEndpoint(this DistributedApplication app, string resourceName, string? endpointName = null)
    {
        var resource = app.FindResource(resourceName);
        var endpoint = endpointName is null
            ? resource.FindEndpoint("https") ?? resource.FindEndpoint("http")
            : resource.FindEndpoint(endpointName);
        return endpoint is null
            ? throw new ArgumentException($"Resource '{resourceName}' has no endpoint {endpointName ?? "https or http"}.", nameof(endpointName))
            : new Uri(endpoint.Allocated?.Url ?? throw new InvalidOperationException("The application is not started."));
    }

    /// <summary>Gets the connection string of a resource.</summary>
    /// <param name="app">The application.</param>
    /// <param name="resourceName">The resource.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The connection string.</returns>
    public static ValueTask<string?> GetConnectionStringAsync(this DistributedApplication app, string resourceName, CancellationToken cancellationToken = default) =>
        app.FindResource(resourceName) is IResourceWithConnectionString resource
            ? resource.GetConnectionStringAsync(cancellationToken)
            : throw new ArgumentException($"Resource '{resourceName}' has no connection string.", nameof(resourceName));

    private static IResource FindResource(this DistributedApplication app, string name) =>
        app.Services.GetRequiredService<DistributedApplicationModel>().Resources.FirstOrDefault(resource => string.Equals(resource.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"There is no resource named '{name}'.", nameof(name));
}
