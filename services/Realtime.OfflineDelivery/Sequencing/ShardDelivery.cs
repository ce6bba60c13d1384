using Realtime.Messaging.Batches;

namespace Realtime.OfflineDelivery.Sequencing;

/// <summary>A broker message of a shard's queue, unpacked.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Acknowledgements">Where it is acknowledged.</param>
/// <param name="Message">Its place there.</param>
/// <param name="Redelivered">Whether it may have been handled before.</param>
/// <param name="Origin">Gateway or service that packed it.</param>
/// <param name="Entries">What is in it.</param>
internal sealed record ShardDelivery(
    int Shard,
    AcknowledgementTracker Acknowledgements,
    AcknowledgementTracker.Open Message,
    bool Redelivered,
    string Origin,
    IReadOnlyList<BatchEntry> Entries)
{
    /// <summary>What it counts towards a full batch: the rows the database has to find. Steps of journeys cost it nothing here.</summary>
    public int Weight { get; } = Math.Max(1, Entries.Sum(static entry => RowsOf(entry)));

    public void Done() => Acknowledgements.Done(Message);

    private static int RowsOf(in BatchEntry entry) => entry.Kind switch
    {
        EntryKind.Journey => 0,
        EntryKind.Acknowledge => MessageIdList.Count(entry.Data.Span),
        _ => 1,
    };
}
