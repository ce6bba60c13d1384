using System.Collections.Concurrent;
using Realtime.Gateway.Connections;

namespace Realtime.Gateway.SocketIo.Recovery;

/// <summary>
/// What clients that came from another gateway have had there: the same messages may still be on their way to this one. Remembered for as long as the
/// backplane may lag.
/// </summary>
internal sealed class SeenMessages(TimeProvider time)
{
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<ClientConnection, (IReadOnlySet<string> Ids, long Since)> _seen = new();

    public int Count => _seen.Count;

    public void Add(ClientConnection connection, IReadOnlySet<string> ids)
    {
        if (ids.Count > 0)
        {
            _seen[connection] = (ids, time.GetTimestamp());
        }
    }

    public bool Contains(ClientConnection connection, string? messageId) =>
        messageId is not null && !_seen.IsEmpty && _seen.TryGetValue(connection, out var entry) && entry.Ids.Contains(messageId);

    public void Forget()
    {
        foreach (var (connection, entry) in _seen)
        {
            if (!connection.IsOpen || time.GetElapsedTime(entry.Since) > Memory)
            {
                _seen.TryRemove(connection, out _);
            }
        }
    }
}
