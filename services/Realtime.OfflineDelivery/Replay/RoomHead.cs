namespace Realtime.OfflineDelivery.Replay;

/// <summary>Where a room's log stands.</summary>
/// <param name="Id">Key of the room.</param>
/// <param name="Epoch">Epoch of the log.</param>
/// <param name="Head">Last offset given.</param>
/// <param name="Trimmed">Highest offset that retention removed.</param>
internal sealed record RoomHead(long Id, string Epoch, long Head, long Trimmed)
{
    /// <summary>Highest offset that a history of <paramref name="size"/> messages has left behind, removed already or not.</summary>
    public long Floor(int size) => Math.Max(Trimmed, Head - size);

    /// <summary>Oldest offset of such a history; 0 when it is empty.</summary>
    public long First(int size) => Head > Floor(size) ? Floor(size) + 1 : 0;
}
