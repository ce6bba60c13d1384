namespace Realtime.ServiceDefaults.Databases;

/// <summary>Opens when the schema is there; what works on the database waits for it.</summary>
public sealed class DatabaseGate
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether the schema is there.</summary>
    public bool IsOpen => _opened.Task.IsCompleted;

    /// <summary>The schema is there.</summary>
    public void Open() => _opened.TrySetResult();

    /// <summary>Completes when the schema is there.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _opened.Task.WaitAsync(cancellationToken);
}
