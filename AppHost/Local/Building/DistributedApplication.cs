using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration.Presentation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>An application of several parts that runs on this machine.</summary>
/// <param name="host">The host that carries it.</param>
public class DistributedApplication(IHost host) : IHost, IAsyncDisposable
{
    private int _disposed;

    /// <inheritdoc/>
    public IServiceProvider Services => host.Services;

    /// <summary>What state the resources are in.</summary>
    public ResourceNotificationService ResourceNotifications => Services.GetRequiredService<ResourceNotificationService>();

    /// <summary>Starts, stops and restarts single resources.</summary>
    public ResourceCommandService ResourceCommands => Services.GetRequiredService<ResourceCommandService>();

    /// <summary>Creates a builder without a command line.</summary>
    /// <returns>The builder.</returns>
    public static IDistributedApplicationBuilder CreateBuilder() => CreateBuilder([]);

    /// <summary>Creates a builder.</summary>
    /// <param name="args">The command line.</param>
    /// <returns>The builder.</returns>
    public static IDistributedApplicationBuilder CreateBuilder(string[] args) => new DistributedApplicationBuilder(args);

    /// <summary>Creates a builder.</summary>
    /// <param name="options">How the application is built.</param>
    /// <returns>The builder.</returns>
    public static IDistributedApplicationBuilder CreateBuilder(DistributedApplicationOptions options) => new DistributedApplicationBuilder(options);

    /// <summary>Runs until Ctrl+C or SIGTERM.</summary>
    public void Run() => RunAsync().GetAwaiter().GetResult();

    /// <summary>Runs until Ctrl+C, SIGTERM or cancellation. When the application cannot run, one line says why and the exit code is 1.</summary>
    /// <param name="cancellationToken">Stops the application.</param>
    /// <returns>The run.</returns>
    public virtual async Task RunAsync(CancellationToken cancellationToken = default)
    {
        await using (this)
        {
            Environment.ExitCode = await Services.GetRequiredService<ConsoleRunner>().RunAsync(this, cancellationToken);
        }
    }

    /// <summary>Starts all resources and returns without waiting until they are up.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The start.</returns>
    public virtual Task StartAsync(CancellationToken cancellationToken = default) => host.StartAsync(cancellationToken);

    /// <summary>Stops all resources, in reverse order.</summary>
    /// <param name="cancellationToken">Cuts the graceful part short.</param>
    /// <returns>The stop.</returns>
    public virtual Task StopAsync(CancellationToken cancellationToken = default) => host.StopAsync(cancellationToken);

    /// <summary>Stops what still runs.</summary>
    public virtual void Dispose()
    {
        DisposeAsync().AsTask().GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops what still runs.</summary>
    /// <returns>The end.</returns>
    public virtual async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
