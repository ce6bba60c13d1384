namespace Realtime.Gateway.Connections;

/// <summary>
/// One hashed wheel for all sockets: pings, dead peers, close and receipt deadlines. A connection stands in at most one slot, through links of its own,
/// so that it costs no timer and no allocation.
/// </summary>
internal sealed class TimingWheel(ConnectionClock clock) : IDisposable
{
    public const int TickMilliseconds = 100;

    private const int SlotCount = 1024;

    private readonly Lock _gate = new();
    private readonly ClientConnection?[] _slots = new ClientConnection?[SlotCount];
    private readonly List<ClientConnection> _due = [];
    private ITimer? _timer;
    private long _tick;

    public void Start()
    {
        _tick = clock.Now / TickMilliseconds;
        var period = TimeSpan.FromMilliseconds(TickMilliseconds);
        _timer = clock.Time.CreateTimer(static wheel => ((TimingWheel)wheel!).Advance(), this, period, period);
    }

    /// <summary>Calls the connection's OnTimer at that time; an earlier appointment is replaced. Negative: none.</summary>
    public void Schedule(ClientConnection connection, long due)
    {
        lock (_gate)
        {
            Unlink(connection);
            if (due >= 0)
            {
                Link(connection, due);
            }
        }
    }

    /// <summary>Makes the appointment earlier when it is later than this.</summary>
    public void ScheduleBefore(ClientConnection connection, long due)
    {
        lock (_gate)
        {
            if (connection.WheelDue < 0 || connection.WheelDue > due)
            {
                Unlink(connection);
                Link(connection, due);
            }
        }
    }

    public void Dispose() => _timer?.Dispose();

    internal void Advance()
    {
        var now = clock.Now;
        lock (_due)
        {
            lock (_gate)
            {
                var target = now / TickMilliseconds;
                var first = Math.Max(_tick + 1, target - SlotCount + 1);
                for (var tick = first; tick <= target; tick++)
                {
                    Collect((int)(tick & (SlotCount - 1)), now);
                }

                _tick = Math.Max(_tick, target);
            }

            foreach (var connection in _due)
            {
                connection.OnTimer(now);
            }

            _due.Clear();
        }
    }

    private void Collect(int slot, long now)
    {
        var connection = _slots[slot];
        while (connection is not null)
        {
            var next = connection.WheelNext;
            if (connection.WheelDue <= now)
            {
                Unlink(connection);
                _due.Add(connection);
            }

            connection = next;
        }
    }

    private void Link(ClientConnection connection, long due)
    {
        var tick = Math.Max(_tick + 1, (due + TickMilliseconds - 1) / TickMilliseconds);
        var slot = (int)(tick & (SlotCount - 1));
        connection.WheelDue = due;
        connection.WheelSlot = slot;
        connection.WheelNext = _slots[slot];
        connection.WheelPrevious = null;
        if (_slots[slot] is { } head)
        {
            head.WheelPrevious = connection;
        }

        _slots[slot] = connection;
    }

    private void Unlink(ClientConnection connection)
    {
        if (connection.WheelDue < 0)
        {
            return;
        }

        if (connection.WheelPrevious is { } previous)
        {
            previous.WheelNext = connection.WheelNext;
        }
        else
        {
            _slots[connection.WheelSlot] = connection.WheelNext;
        }

        if (connection.WheelNext is { } next)
        {
            next.WheelPrevious = connection.WheelPrevious;
        }

        connection.WheelNext = null;
        connection.WheelPrevious = null;
        connection.WheelDue = -1;
    }
}
