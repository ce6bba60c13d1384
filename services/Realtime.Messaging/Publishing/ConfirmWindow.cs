namespace Realtime.Messaging.Publishing;

/// <summary>Publishes of one channel that wait for the broker's answer, by their numbers on it. Thread-safe.</summary>
internal sealed class ConfirmWindow(TimeSpan timeout, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, Pending> _pending = [];
    private ulong _next = 1;
    private ulong _oldest = 1;
    private bool _closed;

    public bool IsClosed => Volatile.Read(ref _closed);

    /// <summary>Takes the next number; null when the channel is gone. The number and its place are taken together: an answer to earlier ones must not pass it by.</summary>
    public (ulong Sequence, Task<PublishResult> Result)? Add()
    {
        lock (_gate)
        {
            if (_closed)
            {
                return null;
            }

            var pending = new Pending(time.GetTimestamp());
            _pending.Add(_next, pending);
            return (_next++, pending.Task);
        }
    }

    /// <summary>The broker answered: for one, or for all up to it.</summary>
    public void Settle(ulong sequence, bool multiple, PublishResult result)
    {
        lock (_gate)
        {
            for (var at = multiple ? _oldest : sequence; at <= sequence; at++)
            {
                if (_pending.Remove(at, out var pending))
                {
                    pending.TrySetResult(pending.Returned ? PublishResult.Returned : result);
                }
            }

            while (_oldest < _next && !_pending.ContainsKey(_oldest))
            {
                _oldest++;
            }
        }
    }

    /// <summary>No queue took the message; its confirm follows.</summary>
    public void Return(ulong sequence)
    {
        lock (_gate)
        {
            if (_pending.TryGetValue(sequence, out var pending))
            {
                pending.Returned = true;
            }
        }
    }

    /// <summary>Gives up on those that have waited too long.</summary>
    public void Sweep()
    {
        lock (_gate)
        {
            for (var sequence = _oldest; sequence < _next && !_closed; sequence++)
            {
                if (_pending.TryGetValue(sequence, out var pending))
                {
                    if (time.GetElapsedTime(pending.StartedAt) < timeout)
                    {
                        return;
                    }

                    _pending.Remove(sequence);
                    pending.TrySetResult(PublishResult.Timeout);
                }
            }
        }
    }

    /// <summary>The channel is gone, and with it the answers.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (var pending in _pending.Values)
            {
                pending.TrySetResult(PublishResult.Unavailable);
            }

            _pending.Clear();
        }
    }

    private sealed class Pending(long startedAt) : TaskCompletionSource<PublishResult>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public long StartedAt { get; } = startedAt;

        public bool Returned { get; set; }
    }
}
