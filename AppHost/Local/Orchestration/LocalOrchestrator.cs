using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration.Instances;
using Aspire.Hosting.Orchestration.Proxies;
using Aspire.Hosting.Orchestration.Servers;
using Aspire.Hosting.Parameters;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Orchestration;

/// <summary>Runs the model on this machine: brings everything up in order, and down in reverse.</summary>
internal sealed class LocalOrchestrator(
    DistributedApplicationModel model,
    IConfiguration configuration,
    ArgumentError argumentError,
    RunContextFactory contexts,
    RunFolder folder,
    ResourceNotificationService notifications) : IHostedService, IAsyncDisposable
{
    // Of the thirty seconds that a stop may take, some are left for the servers.
    private static readonly TimeSpan ServiceBudget = TimeSpan.FromSeconds(22);
    private static readonly TimeSpan ServerBudget = TimeSpan.FromSeconds(6);

    private readonly List<TcpForwarder> _forwarders = [];
    private readonly List<InstanceRunner> _runners = [];
    private RunContext? _context;
    private ResourcesFile? _resourcesFile;

    public IReadOnlyList<InstanceRunner> Runners => _runners;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (argumentError.Message is { } message)
        {
            throw new DistributedApplicationException(message);
        }

        Dependencies.CheckForCircles(model.Resources);
        ExternalConnectionStrings.Check(model.Resources);
        ParameterValues.CheckAllGiven(model.Resources);
        folder.Open(configuration.GetValue<bool>(HostArguments.Clean));
        var context = _context = contexts.Create();
        var allocation = new EndpointAllocation(context.Ports, configuration.GetValue<bool>(HostArguments.RandomPorts));
        foreach (var resource in model.Resources)
        {
            allocation.Allocate(resource);
        }

        CreateRunners(context);
        StartForwarders();
        _resourcesFile = ResourcesFile.Start(folder.ResourcesFile, notifications, model);
        _runners.ForEach(static runner => runner.Start());
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_context is not { } context)
        {
            folder.Dispose();
            return;
        }

        _context = null;
        var deadline = context.Time.GetUtcNow() + ServiceBudget;
        foreach (var group in Dependencies.InStopOrder(model.Resources))
        {
            await Task.WhenAll(_runners.Where(runner => group.Contains(runner.Instance.Resource)).Select(runner => runner.StopAsync(Grace(runner, deadline, context, cancellationToken))));
        }

        _runners.ForEach(static runner => runner.Dispose());
        foreach (var forwarder in _forwarders)
        {
            await forwarder.DisposeAsync();
        }

        if (_resourcesFile is not null)
        {
            await _resourcesFile.DisposeAsync();
        }

        RunContextFactory.Release(context);
        folder.Dispose();
    }

    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    public InstanceRunner? Find(string instanceId) =>
        _runners.FirstOrDefault(runner => string.Equals(runner.Instance.Id, instanceId, StringComparison.OrdinalIgnoreCase));

    private static TimeSpan Grace(InstanceRunner runner, DateTimeOffset deadline, RunContext context, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return TimeSpan.Zero;
        }

        var left = deadline - context.Time.GetUtcNow();
        return runner.Instance.Resource is ContainerResource ? ServerBudget : left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(500);
    }

    private void CreateRunners(RunContext context)
    {
        foreach (var instance in model.Resources.SelectMany(ResourceInstance.Of))
        {
            if (InstanceFactory.Create(instance, context) is { } runner)
            {
                _runners.Add(runner);
                notifications.Update(instance.Resource, instance.Id, snapshot => snapshot with
                {
                    State = KnownResourceStates.Waiting,
                    Urls = [.. InstanceUrls.Of(instance)],
                });
            }
        }
    }

    private void StartForwarders()
    {
        foreach (var resource in model.Resources)
        {
            foreach (var allocated in resource.GetEndpoints().Select(static endpoint => endpoint.Allocated).OfType<AllocatedEndpoint>())
            {
                if (allocated.TargetPorts is [var only] && only == allocated.Port)
                {
                    continue;
                }

                var replicas = _runners.Where(runner => runner.Instance.Resource == resource).ToList();
                _forwarders.Add(TcpForwarder.Start(
                    allocated.Port, () => [.. replicas.Where(static runner => runner.IsReady).Select(runner => allocated.TargetPortOf(runner.Instance.Replica))]));
            }
        }
    }
}
