namespace Aspire.Hosting.Orchestration.Instances;

/// <summary>Whether a process is wanted; on at first.</summary>
internal sealed class SwitchedOn
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _on = Completed();

    public bool IsOn
    {
        get
        {
            lock (_gate)
            {
                return _on.Task.IsCompleted;
            }
        }
    }

    public void Set(bool on)
    {
        lock (_gate)
        {
            if (on)
            {
                _on.TrySetResult();
            }
            else if (_on.Task.IsCompleted)
            {
                _on = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    public Task WaitAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _on.Task.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource Completed()
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        source.SetResult();
        return source;
    }
}
