namespace Realtime.Presence.Outbox;

/// <summary>Wakes this replica's publishers when it has written something for them.</summary>
internal sealed class OutboxSignal
{
    public OutboxWaiter Events { get; } = new();

    public OutboxWaiter RoomChanges { get; } = new();

    public void Signal()
    {
        Events.Set();
        RoomChanges.Set();
    }
}
