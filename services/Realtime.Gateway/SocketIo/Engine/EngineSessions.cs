using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Realtime.Gateway.Peers;

namespace Realtime.Gateway.SocketIo.Engine;

/// <summary>The open sessions of this gateway. A session id starts with the gateway's id, so that any replica knows where a session lives.</summary>
internal sealed class EngineSessions(IGatewayPeers peers, IOptions<SocketIoOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, EngineSession> _sessions = new(StringComparer.Ordinal);

    public int Count => _sessions.Count;

    /// <summary>Milliseconds of a clock that never goes back.</summary>
    public long Now => (long)time.GetElapsedTime(0).TotalMilliseconds;

    /// <summary>A new session, or null when the gateway has too many. The caller attaches a receiver and then calls <see cref="Add"/>.</summary>
    public EngineSession? Create(IEngineSocket? socket)
    {
        if (_sessions.Count >= options.Value.MaxSessions)
        {
            return null;
        }

        return new EngineSession(SocketIds.New(peers.Self), options.Value, socket, Now, removed => _sessions.TryRemove(removed.Sid, out _));
    }

    public void Add(EngineSession session) => _sessions[session.Sid] = session;

    public EngineSession? Find(string sid)
    {
        if (!_sessions.TryGetValue(sid, out var session))
        {
            return null;
        }

        // Between two ticks a session may already be past its time.
        session.Tick(Now);
        return _sessions.ContainsKey(sid) ? session : null;
    }

    public void Tick()
    {
        var now = Now;
        foreach (var (_, session) in _sessions)
        {
            session.Tick(now);
        }
    }

    public void CloseAll(EngineCloseReason reason)
    {
        foreach (var (_, session) in _sessions)
        {
            session.Close(reason);
        }
    }
}
