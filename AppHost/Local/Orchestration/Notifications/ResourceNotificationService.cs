using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Tells what state the resources are in, and waits for states.</summary>
public class ResourceNotificationService
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase);
    private TaskCompletionSource _changed = NewSignal();
    private long _version;

    internal ResourceNotificationService(WaitBehavior defaultWaitBehavior) => DefaultWaitBehavior = defaultWaitBehavior;

    internal WaitBehavior DefaultWaitBehavior { get; }

    /// <summary>Looks up the current state of an instance.</summary>
    /// <param name="resourceId">The instance, such as <c>gateway-1</c>.</param>
    /// <param name="resourceEvent">Its state.</param>
    /// <returns>Whether there is such an instance.</returns>
    public bool TryGetCurrentState(string resourceId, [NotNullWhen(true)] out ResourceEvent? resourceEvent)
    {
        lock (_gate)
        {
            resourceEvent = _entries.GetValueOrDefault(resourceId)?.Event;
            return resourceEvent is not null;
        }
    }

    /// <summary>Follows all changes, beginning with the current states. Changes that come faster than they are read are joined.</summary>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <returns>The changes.</returns>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var events in WatchBatchesAsync(cancellationToken))
        {
            foreach (var resourceEvent in events)
            {
                yield return resourceEvent;
            }
        }
    }

    /// <summary>Waits until an instance of a resource is in a state.</summary>
    /// <param name="resourceName">The resource, or one instance.</param>
    /// <param name="targetState">The state; Running when null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The wait.</returns>
    public Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default) =>
        WaitForResourceAsync(resourceName, resourceEvent => resourceEvent.Snapshot.State?.Text == (targetState ?? KnownResourceStates.Running), cancellationToken);

    /// <summary>Waits until an instance of a resource is as wanted.</summary>
    /// <param name="resourceName">The resource, or one instance.</param>
    /// <param name="predicate">What is wanted.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The instance.</returns>
    public Task<ResourceEvent> WaitForResourceAsync(string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default) =>
        WaitAsync(resourceName, instances => instances.FirstOrDefault(predicate), cancellationToken);

    /// <summary>Waits until all instances of a resource run and are healthy.</summary>
    /// <param name="resourceName">The resource, or one instance.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>One of the instances.</returns>
    public Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default) =>
        WaitForResourceHealthyAsync(resourceName, DefaultWaitBehavior, cancellationToken);

    /// <summary>Waits until all instances of a resource run and are healthy.</summary>
    /// <param name="resourceName">The resource, or one instance.</param>
    /// <param name="waitBehavior">What happens when it cannot come up.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>One of the instances.</returns>
    public Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, WaitBehavior waitBehavior, CancellationToken cancellationToken = default) =>
        WaitAsync(
            resourceName,
            instances =>
            {
                if (waitBehavior is WaitBehavior.StopOnResourceUnavailable && instances.FirstOrDefault(static instance => instance.Snapshot.IsTerminal) is { } ended)
                {
                    throw new DistributedApplicationException(
                        $"Resource '{ended.ResourceId}' is not available: its state is {ended.Snapshot.State?.Text}. {ended.Snapshot.Detail}".TrimEnd());
                }

                return instances.Count > 0 && instances.All(static instance => instance.Snapshot.IsReady) ? instances[0] : null;
            },
            cancellationToken);

    internal void Update(IResource resource, string resourceId, Func<CustomResourceSnapshot, CustomResourceSnapshot> change)
    {
        TaskCompletionSource signal;
        lock (_gate)
        {
            var previous = _entries.GetValueOrDefault(resourceId)?.Event.Snapshot
                ?? new CustomResourceSnapshot { ResourceType = ResourceTypes.NameOf(resource), Properties = [] };
            var snapshot = change(previous);
            if (snapshot == previous)
            {
                return;
            }

            _entries[resourceId] = new Entry(new ResourceEvent(resource, resourceId, snapshot), ++_version);
            (signal, _changed) = (_changed, NewSignal());
        }

        signal.SetResult();
    }

    internal async IAsyncEnumerable<IReadOnlyList<ResourceEvent>> WatchBatchesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var seen = -1L;
        while (true)
        {
            var (events, version, changed) = ReadSince(seen);
            yield return events;
            seen = version;
            await changed.WaitAsync(cancellationToken);
        }
    }

    internal IReadOnlyList<ResourceEvent> Current() => ReadSince(-1).Events;

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task<ResourceEvent> WaitAsync(string name, Func<IReadOnlyList<ResourceEvent>, ResourceEvent?> select, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (events, _, changed) = ReadSince(-1);
            var instances = events
                .Where(entry => string.Equals(entry.ResourceId, name, StringComparison.OrdinalIgnoreCase) || string.Equals(entry.Resource.Name, name, StringComparison.OrdinalIgnoreCase))
                .ToList();
            if (select(instances) is { } found)
            {
                return found;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    private (IReadOnlyList<ResourceEvent> Events, long Version, Task Changed) ReadSince(long version)
    {
        lock (_gate)
        {
            return ([.. _entries.Values.Where(entry => entry.Version > version).OrderBy(static entry => entry.Version).Select(static entry => entry.Event)], _version, _changed.Task);
        }
    }

    private sealed record Entry(ResourceEvent Event, long Version);
}
