using System.Diagnostics;

namespace Realtime.Gateway.Delivery;

/// <summary>
/// Ends the trace of a durable message: one span per device from the publish to its receipt (an acknowledgement or a pong), one per gateway and message
/// that went to a room, whose members give no receipts. Children of the span that published. What never gets a receipt is forgotten by number.
/// </summary>
internal sealed class DurableSpans(int capacity = 16_384)
{
    public const string ReceiptName = "realtime.receipt";
    public const string DeliverName = "realtime.deliver";

    private readonly Lock _gate = new();
    private readonly int _perGeneration = Math.Max(1, capacity / 2);
    private Dictionary<(string Connection, string MessageId), PublishedTrace> _young = [];
    private Dictionary<(string Connection, string MessageId), PublishedTrace> _old = [];
    private int _count;

    /// <summary>A message was written to a connection; nothing is kept of messages without a trace.</summary>
    public void Written(string connection, string messageId, PublishedTrace? trace)
    {
        if (trace is null)
        {
            return;
        }

        lock (_gate)
        {
            _young[(connection, messageId)] = trace;
            if (_young.Count >= _perGeneration)
            {
                (_old, _young) = (_young, _old);
                _young.Clear();
            }

            Volatile.Write(ref _count, _young.Count + _old.Count);
        }
    }

    /// <summary>A device has these messages.</summary>
    public void Received(string connection, IReadOnlyList<string> messageIds, string receipt)
    {
        if (Volatile.Read(ref _count) == 0)
        {
            return;
        }

        foreach (var id in messageIds)
        {
            if (Take(connection, id) is { } trace)
            {
                Record(ReceiptName, id, trace, receipt);
            }
        }
    }

    /// <summary>A message went to the local members of a room.</summary>
    public static void Delivered(string messageId, PublishedTrace? trace)
    {
        if (trace is not null)
        {
            Record(DeliverName, messageId, trace, receipt: null);
        }
    }

    private static void Record(string name, string messageId, PublishedTrace trace, string? receipt)
    {
        using var span = TraceContext.Source.StartActivity(name, ActivityKind.Consumer, trace.Context, startTime: trace.PublishedAt);
        span?.SetTag("messaging.system", "rabbitmq");
        span?.SetTag("messaging.message.id", messageId);
        span?.SetTag("realtime.receipt", receipt);
    }

    private PublishedTrace? Take(string connection, string messageId)
    {
        lock (_gate)
        {
            var taken = _young.Remove((connection, messageId), out var trace) || _old.Remove((connection, messageId), out trace);
            Volatile.Write(ref _count, _young.Count + _old.Count);
            return taken ? trace : null;
        }
    }
}
