namespace Realtime.Gateway.SocketIo.Engine;

/// <summary>Deadlines of the Engine.IO heartbeat: a ping every interval, its pong within the timeout. Milliseconds; its session's lock guards it.</summary>
internal sealed class Heartbeat(int intervalMs, int timeoutMs, long now)
{
    private long _pingAt = now + intervalMs;
    private bool _awaitingPong;

    /// <summary>The pong is late, counted from when the ping was due, so that late ticks do not lengthen a dead session.</summary>
    public bool IsDead(long now) => _awaitingPong && now >= _pingAt + timeoutMs;

    /// <summary>Whether to send a ping now; true once per interval.</summary>
    public bool TryPing(long now)
    {
        if (_awaitingPong || now < _pingAt)
        {
            return false;
        }

        // A process that slept through the whole timeout has sent no ping: the client gets its full time from now.
        _pingAt = now >= _pingAt + timeoutMs ? now : _pingAt;
        _awaitingPong = true;
        return true;
    }

    public void Pong(long now)
    {
        _awaitingPong = false;
        _pingAt = now + intervalMs;
    }
}
