namespace Realtime.Gateway.Backplane;

/// <summary>The gateway's interest in one routing key; guarded by <see cref="Bindings"/>.</summary>
internal sealed class Interest(string key)
{
    public string Key => key;

    /// <summary>Reasons to be bound: local members, and subscriptions on their way.</summary>
    public int Holders { get; set; }

    public bool Bound { get; set; }

    public bool Queued { get; set; }

    /// <summary>When the last holder went.</summary>
    public long ReleasedAt { get; set; }

    public TaskCompletionSource? Waiter { get; set; }

    public void Complete()
    {
        Waiter?.TrySetResult();
        Waiter = null;
    }
}
