using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration.Instances;

/// <summary>Brings one instance up after what it waits for, and keeps its state known.</summary>
internal abstract class InstanceRunner(ResourceInstance instance, RunContext context) : IDisposable
{
    private readonly CancellationTokenSource _lifetime = new();
    private Task _run = Task.CompletedTask;

    public ResourceInstance Instance { get; } = instance;

    /// <summary>Whether connections may be sent to it.</summary>
    public bool IsReady => Context.Notifications.TryGetCurrentState(Instance.Id, out var state) && state.Snapshot.IsReady;

    protected RunContext Context { get; } = context;

    public void Start() => _run = Task.Run(() => RunToEndAsync(_lifetime.Token));

    /// <summary>Ends the instance for good.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        await _lifetime.CancelAsync();
        await StopProcessAsync(grace);
        await _run;
        await CleanUpAsync();
    }

    public void Dispose() => _lifetime.Dispose();

    protected abstract Task RunAsync(CancellationToken cancellationToken);

    protected virtual Task StopProcessAsync(TimeSpan grace) => Task.CompletedTask;

    protected virtual Task CleanUpAsync() => Task.CompletedTask;

    /// <summary>Called with the one line that says why the instance can never run.</summary>
    protected virtual void OnFailedToStart(string reason)
    {
    }

    protected void Publish(Func<CustomResourceSnapshot, CustomResourceSnapshot> change) =>
        Context.Notifications.Update(Instance.Resource, Instance.Id, change);

    private async Task RunToEndAsync(CancellationToken cancellationToken)
    {
        try
        {
            await WaitForDependenciesAsync(cancellationToken);
            await RunAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (Exception exception)
        {
            var reason = exception is DistributedApplicationException ? exception.Message : $"{Instance.Id} cannot be started: {exception.Message}";
            Publish(snapshot => snapshot with { State = new ResourceStateSnapshot(KnownResourceStates.FailedToStart, "error"), HealthStatus = null, Detail = reason });
            OnFailedToStart(reason);
        }
    }

    private async Task WaitForDependenciesAsync(CancellationToken cancellationToken)
    {
        var waits = Dependencies.Of(Instance.Resource).ToList();
        if (waits.Count == 0)
        {
            return;
        }

        Publish(static snapshot => snapshot with { State = KnownResourceStates.Waiting });
        foreach (var wait in waits)
        {
            await Context.Notifications.WaitForResourceHealthyAsync(wait.Resource.Name, wait.Behavior ?? Context.Notifications.DefaultWaitBehavior, cancellationToken);
        }
    }
}
