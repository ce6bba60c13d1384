using Realtime.OfflineDelivery.Journeys;

namespace Realtime.OfflineDelivery.Http;

/// <summary>The way so far of all messages of an id: one for each target and publisher that used it.</summary>
/// <param name="MessageId">The id.</param>
/// <param name="Steps">The steps of all of them, in order.</param>
/// <param name="Messages">The same, told apart.</param>
internal sealed record Journey(string MessageId, IReadOnlyList<JourneyStep> Steps, IReadOnlyList<MessageJourney> Messages)
{
    public static Journey? From(string messageId, IEnumerable<RecordedSteps> recorded)
    {
        var messages = recorded
            .GroupBy(static part => (part.Target, part.Scope))
            .Select(static message => new MessageJourney(
                message.Key.Target,
                message.Key.Scope is { Length: > 0 } publisher ? publisher : null,
                [.. message.SelectMany(static part => part.Steps).Distinct().OrderBy(static step => step.At)]))
            .OrderBy(static message => message.Steps[0].At)
            .ToList();
        return messages.Count > 0 ? new Journey(messageId, [.. messages.SelectMany(static message => message.Steps).OrderBy(static step => step.At)], messages) : null;
    }
}
