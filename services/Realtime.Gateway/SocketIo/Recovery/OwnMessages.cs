using Microsoft.Extensions.Options;
using Realtime.Gateway.Protocol;
using Realtime.Gateway.SocketIo.Rooms;

namespace Realtime.Gateway.SocketIo.Recovery;

/// <summary>
/// The last message of each type that this gateway itself published to a room of its own kind, followers here or not: when the only ones were at a gateway
/// that died, no log has it.
/// </summary>
internal sealed class OwnMessages(IEnumerable<IRoomEvents> rules, IOptions<SocketIoOptions> options, TimeProvider time)
{
    private const int MostMessages = 100_000;

    private readonly IRoomEvents[] _rules = [.. rules];
    private readonly TimeSpan _window = TimeSpan.FromSeconds(options.Value.Recovery.WindowSeconds);
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Room, string Type), MissedMessage> _last = [];

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _last.Count;
            }
        }
    }

    public void Note(RoomMessage message)
    {
        if (Array.Find(_rules, rule => rule.Matches(message))?.Read(message) is not { Count: > 0 } events)
        {
            return;
        }

        var key = (message.Target, message.Type);
        lock (_gate)
        {
            if (_last.Count < MostMessages || _last.ContainsKey(key))
            {
                _last[key] = new MissedMessage(message.MessageId, events, message.Timestamp.ToUnixTimeMilliseconds());
            }
        }
    }

    public IReadOnlyList<MissedMessage> ReadAfter(MissedQuery query)
    {
        var rooms = query.Rooms.ToHashSet(StringComparer.Ordinal);
        lock (_gate)
        {
            return [.. _last.Where(pair => pair.Value.At > query.After && rooms.Contains(pair.Key.Room)).Select(pair => pair.Value)];
        }
    }

    /// <summary>Forgets what nobody can come back for any more.</summary>
    public void Expire()
    {
        var oldest = (time.GetUtcNow() - _window).ToUnixTimeMilliseconds();
        lock (_gate)
        {
            foreach (var (key, message) in _last)
            {
                if (message.At < oldest)
                {
                    _last.Remove(key);
                }
            }
        }
    }
}
