namespace Realtime.Gateway.Delivery;

/// <summary>Durable messages written to one connection, by the number of the receipt that will prove their arrival.</summary>
internal sealed class ReceiptLedger
{
    /// <summary>More than this many unproven messages: the oldest are left to be sent again.</summary>
    private const int MaxWaiting = 4_096;

    private readonly Queue<(long Receipt, MessageName Message)> _waiting = new();
    private long _last;

    /// <summary>Notes a message that was written; returns the number of the receipt to ask for.</summary>
    public long Add(MessageName message)
    {
        lock (_waiting)
        {
            if (_waiting.Count == MaxWaiting)
            {
                _waiting.Dequeue();
            }

            _waiting.Enqueue((++_last, message));
            return _last;
        }
    }

    /// <summary>Takes out what <paramref name="receipt"/> proves.</summary>
    public List<Receipt> Take(long receipt)
    {
        var proven = new List<Receipt>();
        lock (_waiting)
        {
            while (_waiting.TryPeek(out var first) && first.Receipt <= receipt)
            {
                var message = _waiting.Dequeue().Message;
                proven.Add(new Receipt(message.Scope, message.Id));
            }
        }

        return proven;
    }
}
