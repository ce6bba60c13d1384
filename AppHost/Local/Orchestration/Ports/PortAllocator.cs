namespace Aspire.Hosting.Orchestration.Ports;

/// <summary>Hands out ports and keeps them until the host ends.</summary>
internal sealed class PortAllocator : IDisposable
{
    // Below the range that Linux and macOS give to outgoing connections.
    private const int First = 20_000;
    private const int AfterLast = 32_000;

    private readonly List<PortReservation> _reservations = [];
    private readonly Lock _gate = new();

    public int TakeFree()
    {
        for (var attempt = 0; attempt < 1_000; attempt++)
        {
            if (PortReservation.TryTakeUnused(Random.Shared.Next(First, AfterLast)) is { } reservation)
            {
                return Keep(reservation);
            }
        }

        throw new InvalidOperationException($"No free port between {First} and {AfterLast} was found.");
    }

    /// <summary>Takes exactly this port, or returns null when somebody listens on it.</summary>
    public int? TryTake(int port) => PortReservation.TryTake(port) is { } reservation ? Keep(reservation) : null;

    public void Dispose()
    {
        lock (_gate)
        {
            _reservations.ForEach(static reservation => reservation.Dispose());
            _reservations.Clear();
        }
    }

    private int Keep(PortReservation reservation)
    {
        lock (_gate)
        {
            _reservations.Add(reservation);
        }

        return reservation.Port;
    }
}
