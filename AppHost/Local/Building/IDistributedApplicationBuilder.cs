using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>Collects the resources of the application.</summary>
public interface IDistributedApplicationBuilder
{
    /// <summary>The configuration of the app host.</summary>
    ConfigurationManager Configuration { get; }

    /// <summary>The folder of the app host's project.</summary>
    string AppHostDirectory { get; }

    /// <summary>The assembly of the app host.</summary>
    Assembly? AppHostAssembly { get; }

    /// <summary>The environment of the app host.</summary>
    IHostEnvironment Environment { get; }

    /// <summary>The services of the app host.</summary>
    IServiceCollection Services { get; }

    /// <summary>What the host is asked to do.</summary>
    DistributedApplicationExecutionContext ExecutionContext { get; }

    /// <summary>The resources so far.</summary>
    IResourceCollection Resources { get; }

    /// <summary>Adds a resource.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="resource">The resource.</param>
    /// <returns>A builder for it.</returns>
    IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource;

    /// <summary>Makes a builder for a resource without adding it.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="resource">The resource.</param>
    /// <returns>A builder for it.</returns>
    IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource;

    /// <summary>Builds the application.</summary>
    /// <returns>The application.</returns>
    DistributedApplication Build();
}
