using Realtime.Messaging.Batches;
using Realtime.Messaging.Connections;

namespace Realtime.Messaging.Publishing;

/// <summary>
/// Packs entries in order. When the lane is idle an entry leaves at once; under load a batch is sent per window or when it is full. What waits or
/// is unconfirmed is bounded. Thread-safe.
/// </summary>
internal sealed class BatchLane(
    string origin,
    MessagingOptions options,
    TimeProvider time,
    Func<PendingBatch, Task<PublishResult>> send,
    int maxInFlight) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<PendingBatch> _full = new();
    private readonly SemaphoreSlim _slots = new(maxInFlight);
    private PendingBatch? _open;
    private long _heldBytes;
    private long _lastSent;
    private bool _running;

    /// <summary>Appends an entry for <paramref name="key"/> and, where given, <paramref name="liveKey"/>; null when too much waits already.</summary>
    public Task<PublishResult>? TryAdd(string key, string? liveKey, bool alone, in BatchEntry entry)
    {
        lock (_gate)
        {
            var size = BatchWriter.MaxSize(entry);
            if (_heldBytes > 0 && _heldBytes + size > options.MaxBufferedBytes)
            {
                return null;
            }

            if (_open is not null && !_open.Fits(key, liveKey, alone, size, options))
            {
                _full.Enqueue(_open);
                _open = null;
            }

            var before = _open?.Writer.Length ?? 0;
            var batch = _open ??= new PendingBatch(origin, key, alone);
            batch.Add(key);
            if (liveKey is not null)
            {
                batch.Add(liveKey);
            }

            batch.Writer.Write(entry);
            _heldBytes += batch.Writer.Length - before;
            if (!_running)
            {
                _running = true;
                ThreadPool.UnsafeQueueUserWorkItem(static lane => _ = lane.RunAsync(), this, preferLocal: false);
            }

            return batch.Result;
        }
    }

    public void Dispose() => _slots.Dispose();

    private async Task RunAsync()
    {
        while (true)
        {
            var wait = options.BatchWindow - time.GetElapsedTime(Volatile.Read(ref _lastSent));
            if (wait > TimeSpan.Zero && !HasFull())
            {
                await Task.Delay(wait, time);
            }

            await _slots.WaitAsync();
            var batch = Next();
            if (batch is null)
            {
                _slots.Release();
                return;
            }

            _lastSent = time.GetTimestamp();
            _ = FinishAsync(batch, send(batch));
        }
    }

    private bool HasFull()
    {
        lock (_gate)
        {
            return _full.Count > 0;
        }
    }

    private PendingBatch? Next()
    {
        lock (_gate)
        {
            if (_full.TryDequeue(out var batch))
            {
                return batch;
            }

            batch = _open;
            _open = null;
            _running = batch is not null;
            return batch;
        }
    }

    private async Task FinishAsync(PendingBatch batch, Task<PublishResult> sending)
    {
        var result = PublishResult.Unavailable;
        try
        {
            result = await sending;
        }
        finally
        {
            // The sender reports failures as values; one that throws must not leave its entries waiting.
            lock (_gate)
            {
                _heldBytes -= batch.Writer.Length;
            }

            batch.Complete(result);
            batch.Dispose();
            _slots.Release();
        }
    }
}
