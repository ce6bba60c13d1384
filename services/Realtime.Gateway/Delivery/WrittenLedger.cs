namespace Realtime.Gateway.Delivery;

/// <summary>
/// Durable messages written to one connection and not acknowledged, bounded: tells which of them a client means that acknowledges an id. Several publishers may
/// have used the same id; then the client means the one that was written first, because it acknowledges in the order in which it reads.
/// </summary>
internal sealed class WrittenLedger
{
    /// <summary>As many as an inbox holds unless it is configured otherwise.</summary>
    private const int MaxWaiting = 1_024;

    private readonly Queue<Written> _order = new();
    private readonly Dictionary<string, Written> _firstOf = new(StringComparer.Ordinal);
    private int _waiting;
    private bool _forgot;

    /// <summary>Notes a message that is about to be written. Each copy of it is acknowledged, and none of them may count for another publisher's message.</summary>
    public void Add(MessageName message)
    {
        lock (_order)
        {
            Written? last = null;
            for (var known = _firstOf.GetValueOrDefault(message.Id); known is not null; known = known.Next)
            {
                if (known.Message.Scope == message.Scope)
                {
                    known.Copies++;
                    return;
                }

                last = known;
            }

            if (_waiting == MaxWaiting)
            {
                ForgetOldest();
                last = last is { IsGone: true } ? null : last;
            }

            var written = new Written(message);
            _order.Enqueue(written);
            _waiting++;
            if (last is null)
            {
                _firstOf[message.Id] = written;
            }
            else
            {
                last.Next = written;
            }

            if (_order.Count > 2 * MaxWaiting)
            {
                DropGone();
            }
        }
    }

    /// <summary>A copy of the message was not written after all.</summary>
    public void TakeBack(MessageName message)
    {
        lock (_order)
        {
            for (Written? before = null, known = _firstOf.GetValueOrDefault(message.Id); known is not null; before = known, known = known.Next)
            {
                if (known.Message.Scope != message.Scope)
                {
                    continue;
                }

                if (--known.Copies > 0)
                {
                    return;
                }

                if (before is null)
                {
                    Remove(known);
                }
                else
                {
                    known.IsGone = true;
                    _waiting--;
                    before.Next = known.Next;
                }

                return;
            }
        }
    }

    /// <summary>
    /// Takes out what is acknowledged by these ids. An id that was not written here says nothing, unless something was forgotten: then it may be that.
    /// </summary>
    public List<Receipt> Take(IReadOnlyList<string> messageIds)
    {
        var receipts = new List<Receipt>(messageIds.Count);
        lock (_order)
        {
            foreach (var id in messageIds)
            {
                if (_firstOf.TryGetValue(id, out var written))
                {
                    receipts.Add(new Receipt(written.Message.Scope, id));
                    if (--written.Copies == 0)
                    {
                        Remove(written);
                    }
                }
                else if (_forgot)
                {
                    receipts.Add(new Receipt(null, id));
                }
            }

            while (_order.TryPeek(out var first) && first.IsGone)
            {
                _order.Dequeue();
            }
        }

        return receipts;
    }

    private void ForgetOldest()
    {
        Written oldest;
        do
        {
            oldest = _order.Dequeue();
        }
        while (oldest.IsGone);

        Remove(oldest);
        _forgot = true;
    }

    /// <summary>One that nobody acknowledges keeps those behind it in the queue, gone or not.</summary>
    private void DropGone()
    {
        for (var left = _order.Count; left > 0; left--)
        {
            var written = _order.Dequeue();
            if (!written.IsGone)
            {
                _order.Enqueue(written);
            }
        }
    }

    /// <summary>The first of its id.</summary>
    private void Remove(Written written)
    {
        written.IsGone = true;
        _waiting--;
        if (written.Next is { } next)
        {
            _firstOf[written.Message.Id] = next;
        }
        else
        {
            _firstOf.Remove(written.Message.Id);
        }
    }

    private sealed class Written(MessageName message)
    {
        public MessageName Message => message;

        /// <summary>The next of the same id.</summary>
        public Written? Next { get; set; }

        /// <summary>How often it was written and not acknowledged.</summary>
        public int Copies { get; set; } = 1;

        public bool IsGone { get; set; }
    }
}
