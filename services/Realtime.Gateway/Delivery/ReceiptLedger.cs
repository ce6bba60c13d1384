namespace Realtime.Gateway.Delivery;

/// <summary>Durable messages written to one connection, by the number of the receipt that will prove their arrival.</summary>
internal sealed class ReceiptLedger
{
    /// <summary>More than this many unproven messages: the oldest are left to be sent again.</summary>
    private const int MaxWaiting = 4_096;

    private readonly Queue<(long Receipt, string MessageId)> _waiting = new();
    private long _last;

    /// <summary>Notes a message that was written; returns the number of the receipt to ask for.</summary>
    public long Add(string messageId)
    {
        lock (_waiting)
        {
            if (_waiting.Count == MaxWaiting)
            {
                _waiting.Dequeue();
            }

            _waiting.Enqueue((++_last, messageId));
            return _last;
        }
    }

    /// <summary>Takes out what <paramref name="receipt"/> proves.</summary>
    public List<string> Take(long receipt)
    {
        var proven = new List<string>();
        lock (_waiting)
        {
            while (_waiting.TryPeek(out var first) && first.Receipt <= receipt)
            {
                proven.Add(_waiting.Dequeue().MessageId);
            }
        }

        return proven;
    }
}
