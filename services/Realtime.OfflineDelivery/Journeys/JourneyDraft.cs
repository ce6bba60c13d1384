namespace Realtime.OfflineDelivery.Journeys;

/// <summary>Steps of one message that are not written yet.</summary>
internal sealed class JourneyDraft(string messageId, string target, long startedAt)
{
    public string MessageId => messageId;

    public string Target => target;

    /// <summary>Timestamp of the clock's counter when the first step came.</summary>
    public long StartedAt => startedAt;

    public List<JourneyStep> Steps { get; } = new(4);
}
