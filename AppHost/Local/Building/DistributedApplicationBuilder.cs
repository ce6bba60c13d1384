using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <summary>Collects the resources of the application.</summary>
public class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private readonly HostApplicationBuilder _host;
    private readonly EntryPointInterceptor? _interceptor;

    /// <summary>Creates the builder.</summary>
    /// <param name="args">The command line.</param>
    public DistributedApplicationBuilder(string[] args)
        : this(new DistributedApplicationOptions { Args = args, AssemblyName = Assembly.GetEntryAssembly()?.GetName().Name })
    {
    }

    /// <summary>Creates the builder.</summary>
    /// <param name="options">How the application is built.</param>
    public DistributedApplicationBuilder(DistributedApplicationOptions options)
    {
        _interceptor = EntryPointInterceptor.Current;
        _interceptor?.Configure(options);
        AppHostAssembly = _interceptor?.Assembly ?? (options.AssemblyName is { } name ? Assembly.Load(name) : null);
        AppHostDirectory = AppHostProject.FindDirectory(options.ProjectDirectory, AppHostAssembly);

        var (values, error) = HostArguments.Parse(options.Args ?? []);
        _host = AppHostProject.CreateHost(AppHostDirectory, values, _interceptor is not null);
        _host.Configuration.AddInMemoryCollection(RunFolder.Configure(AppHostDirectory, Configuration.GetValue<bool>(HostArguments.RandomPorts)));
        _host.Logging.ClearProviders();

        ExecutionContext = new DistributedApplicationExecutionContext(IsPublish ? DistributedApplicationOperation.Publish : DistributedApplicationOperation.Run);
        _host.Services.AddSingleton(ExecutionContext);
        _host.Services.AddSingleton(options);
        _host.Services.AddSingleton<IDistributedApplicationBuilder>(this);
        _host.Services.AddSingleton(new DistributedApplicationModel(Resources));
        _host.Services.AddSingleton(new ArgumentError(error));
        _host.Services.AddLocalOrchestration();
    }

    /// <inheritdoc/>
    public ConfigurationManager Configuration => _host.Configuration;

    /// <inheritdoc/>
    public string AppHostDirectory { get; }

    /// <inheritdoc/>
    public Assembly? AppHostAssembly { get; }

    /// <inheritdoc/>
    public IHostEnvironment Environment => _host.Environment;

    /// <inheritdoc/>
    public IServiceCollection Services => _host.Services;

    /// <inheritdoc/>
    public DistributedApplicationExecutionContext ExecutionContext { get; }

    /// <inheritdoc/>
    public IResourceCollection Resources { get; } = new ResourceCollection();

    private bool IsPublish => Configuration[HostArguments.Publisher] is { Length: > 0 }
        || string.Equals(Configuration[HostArguments.Operation], "publish", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        if (Resources.Any(other => string.Equals(other.Name, resource.Name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new DistributedApplicationException($"There is already a resource named '{resource.Name}'.");
        }

        Resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    /// <inheritdoc/>
    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource => new ResourceBuilder<T>(this, resource);

    /// <inheritdoc/>
    public DistributedApplication Build()
    {
        if (_interceptor is null)
        {
            return BuildNow();
        }

        _interceptor.HandOver(this);
        throw new EntryPointStoppedException();
    }

    internal DistributedApplication BuildNow() => new(_host.Build());
}
