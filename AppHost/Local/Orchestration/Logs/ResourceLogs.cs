using System.Collections.Concurrent;
using Aspire.Hosting.Orchestration.Logs;

namespace Aspire.Hosting.Orchestration;

/// <summary>The logs of all instances: in a file each, and to whoever listens.</summary>
internal sealed class ResourceLogs(RunFolder folder) : IDisposable
{
    private readonly ConcurrentDictionary<string, ResourceLog> _logs = new(StringComparer.Ordinal);

    /// <summary>Gets every line with the name of its instance, from any thread.</summary>
    public event Action<string, string>? LineWritten;

    public ResourceLog For(string instanceId) =>
        _logs.GetOrAdd(instanceId, id => new ResourceLog(Path.Combine(folder.Logs, id + ".log"), line => LineWritten?.Invoke(id, line)));

    public void Dispose()
    {
        foreach (var log in _logs.Values)
        {
            log.Dispose();
        }
    }
}
