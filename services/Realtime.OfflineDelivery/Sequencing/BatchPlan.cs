using Realtime.Messaging.Batches;
using Realtime.OfflineDelivery.Replay;

namespace Realtime.OfflineDelivery.Sequencing;

/// <summary>What a batch asks for, sorted by kind; the order within a kind is the order of arrival.</summary>
internal sealed class BatchPlan
{
    /// <summary>Each message once; a second one with the same id in the same batch is a duplicate.</summary>
    public List<PendingMessage> Messages { get; } = [];

    /// <summary>Acknowledged messages by key.</summary>
    public Dictionary<Guid, Acknowledged> Acknowledged { get; } = [];

    /// <summary>Acknowledgements that name a user's message by nothing but its id.</summary>
    public Dictionary<(string UserId, string MessageId), Acknowledged> AcknowledgedById { get; } = [];

    public IEnumerable<Acknowledged> AllAcknowledged => Acknowledged.Values.Concat(AcknowledgedById.Values);

    public List<ReplayRequest> Replays { get; } = [];

    public List<(string Origin, BatchEntry Entry)> Steps { get; } = [];

    public int Duplicates { get; set; }

    /// <summary>Entries that mean nothing here.</summary>
    public List<BatchEntry> Unknown { get; } = [];
}
