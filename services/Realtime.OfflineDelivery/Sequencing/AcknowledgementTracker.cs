using RabbitMQ.Client;
using Realtime.Messaging.Connections;

namespace Realtime.OfflineDelivery.Sequencing;

/// <summary>
/// Acknowledges the messages of one channel: a message is done when everything in it is, and all messages up to the first that is not are acknowledged
/// together. Behind one that takes long, a replay, they are acknowledged one by one, so that the queue's prefetch is not used up by what is done. Thread-safe.
/// </summary>
internal sealed class AcknowledgementTracker(IChannel channel)
{
    private const int MaxBehind = 16;

    private readonly Lock _gate = new();
    private readonly List<Open> _behind = [];
    private readonly Queue<Open> _open = new();
    private Task _acknowledging = Task.CompletedTask;

    public IChannel Channel => channel;

    public bool IsOpen => channel.IsOpen;

    /// <summary>Everything that came is acknowledged.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return _open.Count == 0 && _acknowledging.IsCompleted;
            }
        }
    }

    /// <summary>Notes a message; it waits for one <see cref="Done"/> plus one for each <see cref="Hold"/>.</summary>
    public Open Begin(ulong tag)
    {
        var open = new Open(tag);
        lock (_gate)
        {
            _open.Enqueue(open);
        }

        return open;
    }

    public static void Hold(Open message) => Interlocked.Increment(ref message.Count);

    public void Done(Open message)
    {
        if (Interlocked.Decrement(ref message.Count) > 0)
        {
            return;
        }

        lock (_gate)
        {
            var tag = 0UL;
            while (_open.TryPeek(out var first) && Volatile.Read(ref first.Count) <= 0)
            {
                _open.Dequeue();
                _behind.Remove(first);
                tag = first.IsAcknowledged ? tag : first.Tag;
            }

            if (tag > 0)
            {
                _acknowledging = AcknowledgeAsync(_acknowledging, tag, multiple: true);
            }

            if (_open.Count > 0 && message.Tag > _open.Peek().Tag)
            {
                _behind.Add(message);
                if (_behind.Count >= MaxBehind)
                {
                    AcknowledgeBehind();
                }
            }
        }
    }

    private void AcknowledgeBehind()
    {
        foreach (var done in _behind)
        {
            done.IsAcknowledged = true;
            _acknowledging = AcknowledgeAsync(_acknowledging, done.Tag, multiple: false);
        }

        _behind.Clear();
    }

    private async Task AcknowledgeAsync(Task previous, ulong tag, bool multiple)
    {
        await previous;
        try
        {
            await channel.BasicAckAsync(tag, multiple);
        }
        catch (Exception exception) when (BrokerOutage.Is(exception, CancellationToken.None))
        {
            // The channel is gone: the broker delivers the messages again, and they are recognized.
        }
    }

    internal sealed class Open(ulong tag)
    {
        public ulong Tag => tag;

        public int Count = 1;

        public bool IsAcknowledged { get; set; }
    }
}
