using Microsoft.Extensions.Options;
using Realtime.Contracts.Events;
using Realtime.OfflineDelivery.Diagnostics;
using Realtime.OfflineDelivery.Events;
using Realtime.OfflineDelivery.Sequencing;

namespace Realtime.OfflineDelivery.Waiting;

/// <summary>
/// Watches over direct messages that are stored and not acknowledged, in memory and bounded: which are to be told of, which are on a live socket and to be
/// sent again. What it loses in a crash is made up by the next drain.
/// </summary>
internal sealed class WaitingMessages(EventQueue events, DeliveryMetrics metrics, IOptions<DeliveryOptions> options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, WaitingMessage> _messages = [];
    private readonly Queue<WaitingMessage> _toAnnounce = new();
    private readonly PriorityQueue<WaitingMessage, DateTimeOffset> _due = new();

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _messages.Count;
            }
        }
    }

    /// <summary>Notes what a batch stored, acknowledged and wrote to sockets.</summary>
    public void Apply(BatchPlan plan, DateTimeOffset now)
    {
        lock (_gate)
        {
            foreach (var message in plan.Messages)
            {
                if (message is { IsNew: true, Kind: PendingKind.Direct })
                {
                    Add(new WaitingMessage(message.Key, message.Name, message.Entry.MessageId!, message.Place, now));
                }
                else if (message is { IsNew: true, Kind: PendingKind.DirectAcknowledged })
                {
                    TellUnstored(message, now);
                }
            }

            foreach (var acknowledged in plan.AllAcknowledged)
            {
                Acknowledge(acknowledged, now);
            }

            foreach (var (_, step) in plan.Steps)
            {
                if (step.Type == "written" && _messages.TryGetValue(MessageKey.Of(step.Target, step.Publisher ?? "", step.MessageId!), out var message) && message.DueAt is null)
                {
                    Delivered(message, now);
                }
            }
        }
    }

    /// <summary>A message was sent to a live socket from the inbox; <paramref name="first"/> when the socket is new, which starts the count again.</summary>
    public void Sent(WaitingMessage sent, bool first)
    {
        lock (_gate)
        {
            if (!_messages.TryGetValue(sent.Key, out var message))
            {
                message = sent;
                message.IsAnnounced = true;
                if (!Add(message))
                {
                    return;
                }
            }

            message.Attempts = first ? 0 : message.Attempts;
            Delivered(message, time.GetUtcNow());
        }
    }

    /// <summary>Whether a live delivery of the message was tried since it was stored.</summary>
    public bool WasTried(Guid key)
    {
        lock (_gate)
        {
            return _messages.TryGetValue(key, out var message) && message.Attempts > 0;
        }
    }

    /// <summary>Takes the messages that are due to be sent again; each once per <see cref="Sent"/>.</summary>
    public IReadOnlyList<Guid> TakeDue(int limit)
    {
        var taken = new List<Guid>();
        var now = time.GetUtcNow();
        lock (_gate)
        {
            while (taken.Count < limit && _due.TryPeek(out var message, out var at) && at <= now)
            {
                _due.Dequeue();
                if (message.DueAt == at && _messages.ContainsKey(message.Key))
                {
                    message.DueAt = null;
                    if (message.Attempts < options.Value.MaxAttempts)
                    {
                        taken.Add(message.Key);
                    }
                    else
                    {
                        _messages.Remove(message.Key);
                    }
                }
            }
        }

        return taken;
    }

    /// <summary>Messages that were due and could not be sent: they are due again after a moment.</summary>
    public void Postpone(IEnumerable<Guid> keys, TimeSpan moment)
    {
        var at = time.GetUtcNow() + moment;
        lock (_gate)
        {
            foreach (var key in keys)
            {
                if (_messages.TryGetValue(key, out var message))
                {
                    message.DueAt = at;
                    _due.Enqueue(message, at);
                }
            }
        }
    }

    /// <summary>Tells of messages that have waited long enough, and forgets those that wait for a connect.</summary>
    public void Announce()
    {
        var before = time.GetUtcNow() - options.Value.StoredEventDelay;
        lock (_gate)
        {
            while (_toAnnounce.TryPeek(out var message) && (message.StoredAt <= before || !_messages.ContainsKey(message.Key)))
            {
                _toAnnounce.Dequeue();
                if (_messages.ContainsKey(message.Key) && !message.IsAnnounced)
                {
                    message.IsAnnounced = true;
                    events.Add(new MessageStored(message.Key, message.MessageId, message.UserId, message.Sequence, message.StoredAt));
                    if (message.DueAt is null && message.Attempts == 0)
                    {
                        _messages.Remove(message.Key);
                    }
                }
            }
        }
    }

    /// <summary>Messages that expired or were pushed out.</summary>
    public void Forget(IEnumerable<Guid> keys)
    {
        lock (_gate)
        {
            foreach (var key in keys)
            {
                _messages.Remove(key);
            }
        }
    }

    private bool Add(WaitingMessage message)
    {
        if (_messages.Count >= options.Value.MaxWatched)
        {
            metrics.Unwatched();
            return false;
        }

        if (_messages.TryAdd(message.Key, message) && !message.IsAnnounced)
        {
            _toAnnounce.Enqueue(message);
        }

        return true;
    }

    private void Delivered(WaitingMessage message, DateTimeOffset now)
    {
        message.Attempts++;
        message.DueAt = now + options.Value.RedeliverAfter;
        _due.Enqueue(message, message.DueAt.Value);
    }

    private void Acknowledge(Acknowledged acknowledged, DateTimeOffset now)
    {
        WaitingMessage? message = null;
        if ((acknowledged.Taken?.Key ?? acknowledged.Key) is { } key)
        {
            _messages.Remove(key, out message);
        }

        // Only what MessageStored told of: a message that was acknowledged at once never was in an inbox to speak of.
        if (acknowledged.Taken is { } taken && (message?.IsAnnounced ?? now - taken.StoredAt >= options.Value.StoredEventDelay))
        {
            events.Add(new MessageAcknowledged(taken.Key, acknowledged.MessageId, acknowledged.UserId, now));
        }
        else if (acknowledged is { IsEarly: true, Key: { } early })
        {
            events.Add(new MessageAcknowledged(early, acknowledged.MessageId, acknowledged.UserId, now));
        }
    }

    /// <summary>Acknowledged before it could be stored: as one that waited, if it took as long.</summary>
    private void TellUnstored(PendingMessage message, DateTimeOffset now)
    {
        if (now.ToUnixTimeMilliseconds() - message.Entry.Timestamp >= options.Value.StoredEventDelay.TotalMilliseconds)
        {
            events.Add(new MessageAcknowledged(message.Key, message.Entry.MessageId!, message.Name, now));
        }
    }
}
