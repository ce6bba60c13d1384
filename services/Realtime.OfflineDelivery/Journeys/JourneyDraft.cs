namespace Realtime.OfflineDelivery.Journeys;

/// <summary>Steps of one message that are not written yet.</summary>
internal sealed class JourneyDraft(string target, string scope, string messageId, long startedAt)
{
    public string Target => target;

    public string Scope => scope;

    public string MessageId => messageId;

    /// <summary>Timestamp of the clock's counter when the first step came.</summary>
    public long StartedAt => startedAt;

    public List<JourneyStep> Steps { get; } = new(4);
}
