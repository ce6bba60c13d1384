using System.Collections.Concurrent;

namespace Realtime.Chaos.History;

/// <summary>What was accepted and what applications received, in the order in which each of them saw it. Thread-safe.</summary>
public sealed class Ledger
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _accepted = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, UserHistory> _users = new(StringComparer.Ordinal);
    private int _acceptedCount;
    private int _deliveries;
    private int _reconnects;

    /// <summary>Messages that somebody was told are accepted.</summary>
    public int Accepted => _acceptedCount;

    /// <summary>Messages that applications got.</summary>
    public int Deliveries => _deliveries;

    /// <summary>Sockets that had to connect again.</summary>
    public int Reconnects => _reconnects;

    /// <summary>Histories of all receivers.</summary>
    public IEnumerable<UserHistory> Users => _users.Values;

    /// <summary>Targets: <c>room.&lt;room&gt;</c> and <c>user.&lt;id&gt;</c>.</summary>
    public IEnumerable<string> Targets => _accepted.Keys;

    /// <summary>Notes a message that its publisher was told is accepted. Ids have the form <c>publisher~number</c>, numbers growing for each target.</summary>
    public void Accept(string target, string messageId)
    {
        _accepted.GetOrAdd(target, static _ => new ConcurrentQueue<string>()).Enqueue(messageId);
        Interlocked.Increment(ref _acceptedCount);
    }

    /// <summary>Accepted messages of a target.</summary>
    public IReadOnlyCollection<string> AcceptedFor(string target) => _accepted.TryGetValue(target, out var ids) ? ids : [];

    /// <summary>The history of a receiver.</summary>
    public UserHistory Of(string userId, params IEnumerable<string> rooms) => _users.GetOrAdd(userId, id => new UserHistory(id, [.. rooms]));

    /// <summary>Counts a delivery.</summary>
    public void Delivered() => Interlocked.Increment(ref _deliveries);

    /// <summary>Counts a reconnect.</summary>
    public void Reconnected() => Interlocked.Increment(ref _reconnects);

    /// <summary>Whether a receiver got all that was accepted for it.</summary>
    public bool HasEverything(string userId)
    {
        var user = Of(userId);
        return user.HasAll($"user.{userId}", AcceptedFor($"user.{userId}"))
            && user.Rooms.All(room => user.HasAll($"room.{room}", AcceptedFor($"room.{room}")));
    }
}
