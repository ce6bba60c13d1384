using System.Diagnostics;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Diagnostics;

namespace Realtime.Gateway.Hub;

/// <summary>
/// Collects what one thread publishes and sends while it works off a batch of input; the end of the outermost scope sends it: one call per socket.
/// Belongs to its thread, so it needs no lock.
/// </summary>
internal sealed class Burst
{
    /// <summary>A group's pending bytes beyond this leave at once.</summary>
    private const int MostPendingBytes = 128 * 1024;

    private const int MostSpare = 256;

    [ThreadStatic]
    private static Burst? _ofThread;

    private readonly Dictionary<Group, PendingGroup> _pending = [];
    private readonly List<PendingGroup> _order = [];
    private readonly Stack<PendingGroup> _spare = [];
    private readonly List<ClientConnection> _dirty = [];
    private int _depth;

    /// <summary>The burst this thread is in, or null.</summary>
    public static Burst? Current => _ofThread is { _depth: > 0 } burst ? burst : null;

    public static Burst Enter()
    {
        var burst = _ofThread ??= new Burst();
        burst._depth++;
        return burst;
    }

    public void Exit(GatewayCounters counters)
    {
        if (_depth > 1)
        {
            _depth--;
            return;
        }

        try
        {
            Flush(counters);
        }
        finally
        {
            _depth--;
        }
    }

    /// <summary>The connection has frames queued that leave at the end of the burst.</summary>
    public void MarkDirty(ClientConnection connection) => _dirty.Add(connection);

    public PendingGroup PendingFor(Group group)
    {
        if (!_pending.TryGetValue(group, out var pending))
        {
            pending = _spare.TryPop(out var spare) ? spare : new PendingGroup();
            pending.Group = group;
            _pending.Add(group, pending);
            _order.Add(pending);
        }

        return pending;
    }

    public void FlushIfLarge(PendingGroup pending, GatewayCounters counters)
    {
        if (pending.Bytes > MostPendingBytes)
        {
            Flush(pending.Group, counters);
        }
    }

    /// <summary>Sends what is pending for a group now, for example before somebody joins it.</summary>
    public void Flush(Group group, GatewayCounters counters)
    {
        if (_pending.Remove(group, out var pending))
        {
            _order.Remove(pending);
            Send(pending, counters);
        }
    }

    private void Flush(GatewayCounters counters)
    {
        try
        {
            foreach (var pending in _order)
            {
                Send(pending, counters);
            }

            foreach (var connection in _dirty)
            {
                connection.FlushDirty();
            }
        }
        finally
        {
            _order.Clear();
            _pending.Clear();
            _dirty.Clear();
        }
    }

    private void Send(PendingGroup pending, GatewayCounters counters)
    {
        var began = Stopwatch.GetTimestamp();
        counters.Fanout(pending.Flush(), Stopwatch.GetElapsedTime(began));
        if (_spare.Count < MostSpare)
        {
            _spare.Push(pending);
        }
    }
}
