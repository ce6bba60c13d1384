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
    private bool _forgot;

    /// <summary>Notes a message that is about to be written; false when it waits for its acknowledgement already.</summary>
    public bool Add(MessageName message)
    {
        lock (_order)
        {
            Written? last = null;
            for (var known = _firstOf.GetValueOrDefault(message.Id); known is not null; known = known.Next)
            {
                if (known.Message.Scope == message.Scope)
                {
                    return false;
                }

                last = known;
            }

            if (_order.Count == MaxWaiting)
            {
                ForgetOldest();
                last = last is { IsGone: true } ? null : last;
            }

            var written = new Written(message);
            _order.Enqueue(written);
            if (last is null)
            {
                _firstOf[message.Id] = written;
            }
            else
            {
                last.Next = written;
            }

            return true;
        }
    }

    /// <summary>The message that was noted last was not written after all.</summary>
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

                if (before is null)
                {
                    Remove(known);
                }
                else
                {
                    known.IsGone = true;
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
                    Remove(written);
                    receipts.Add(new Receipt(written.Message.Scope, id));
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
        var oldest = _order.Dequeue();
        if (!oldest.IsGone)
        {
            Remove(oldest);
            _forgot = true;
        }
    }

    /// <summary>The first of its id.</summary>
    private void Remove(Written written)
    {
        written.IsGone = true;
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

        public bool IsGone { get; set; }
    }
}
