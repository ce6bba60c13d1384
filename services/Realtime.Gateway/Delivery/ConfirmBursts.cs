using Realtime.Gateway.Hub;
using Realtime.Messaging.Publishing;

namespace Realtime.Gateway.Delivery;

/// <summary>
/// Hands the broker's answer to a packed batch to each publish in it, one after the other and as one burst: the acks of a socket leave in one send, and one
/// work item does it. What waits here goes on inside the burst, so it must not block.
/// </summary>
internal sealed class ConfirmBursts(ConnectionHub hub)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Task<PublishResult>, List<TaskCompletionSource<PublishResult>>> _waiting = [];

    /// <summary>The answer for one publish of the batch whose answer is <paramref name="batch"/>.</summary>
    public Task<PublishResult> JoinAsync(Task<PublishResult> batch)
    {
        if (batch.IsCompleted)
        {
            return batch;
        }

        // Its one continuation runs where it is completed: that is the point.
        var publish = new TaskCompletionSource<PublishResult>();
        lock (_gate)
        {
            if (_waiting.TryGetValue(batch, out var others))
            {
                others.Add(publish);
                return publish.Task;
            }

            _waiting.Add(batch, [publish]);
        }

        _ = CompleteAsync(batch);
        return publish.Task;
    }

    private async Task CompleteAsync(Task<PublishResult> batch)
    {
        // Never at once: the caller works off input of its own.
        var result = await batch.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        Complete(batch, result);
    }

    private void Complete(Task<PublishResult> batch, PublishResult result)
    {
        List<TaskCompletionSource<PublishResult>>? publishes;
        lock (_gate)
        {
            _waiting.Remove(batch, out publishes);
        }

        using var burst = hub.BeginBurst();
        foreach (var publish in publishes ?? [])
        {
            publish.SetResult(result);
        }
    }
}
