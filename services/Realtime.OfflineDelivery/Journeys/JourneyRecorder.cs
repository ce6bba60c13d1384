using Microsoft.Extensions.Options;
using Realtime.OfflineDelivery.Diagnostics;
using Realtime.OfflineDelivery.Sequencing;

namespace Realtime.OfflineDelivery.Journeys;

/// <summary>Collects steps for a moment, so that most messages are written as one row; bounded.</summary>
internal sealed class JourneyRecorder(DeliveryMetrics metrics, IOptions<DeliveryOptions> options, TimeProvider time)
{
    private const int MaxDrafts = 200_000;
    private const int MaxSteps = 32;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Target, string Scope, string MessageId), JourneyDraft> _drafts = [];
    private readonly Queue<JourneyDraft> _order = new();

    public void Apply(BatchPlan plan, DateTimeOffset now)
    {
        if (!options.Value.Journeys)
        {
            return;
        }

        lock (_gate)
        {
            foreach (var message in plan.Messages)
            {
                if (message.IsNew)
                {
                    var entry = message.Entry;
                    Add(entry.Target, entry.Scope, entry.MessageId!, new JourneyStep("accepted", Time(entry.Timestamp, now)));
                    Add(entry.Target, entry.Scope, entry.MessageId!, new JourneyStep("stored", now));
                }
            }

            foreach (var (origin, entry) in plan.Steps)
            {
                if (entry.Type is "routed" or "written")
                {
                    Add(entry.Target, entry.Publisher ?? "", entry.MessageId!, new JourneyStep(entry.Type, Time(entry.Timestamp, now), origin));
                }
            }

            foreach (var acknowledged in plan.AllAcknowledged)
            {
                if ((acknowledged.Scope ?? acknowledged.Taken?.Scope) is { } scope)
                {
                    Add(acknowledged.Target, scope, acknowledged.MessageId, new JourneyStep("acknowledged", now, acknowledged.Origin));
                }
            }
        }
    }

    public void Step(string target, string scope, string messageId, string step, DateTimeOffset at)
    {
        if (options.Value.Journeys)
        {
            lock (_gate)
            {
                Add(target, scope, messageId, new JourneyStep(step, at));
            }
        }
    }

    /// <summary>Takes drafts older than <paramref name="age"/>.</summary>
    public IReadOnlyList<JourneyDraft> Take(TimeSpan age, int limit)
    {
        var taken = new List<JourneyDraft>();
        lock (_gate)
        {
            while (taken.Count < limit && _order.TryPeek(out var draft) && time.GetElapsedTime(draft.StartedAt) >= age)
            {
                _order.Dequeue();
                _drafts.Remove((draft.Target, draft.Scope, draft.MessageId));
                taken.Add(draft);
            }
        }

        return taken;
    }

    /// <summary>Steps of messages of this id that are not written yet.</summary>
    public IReadOnlyList<RecordedSteps> Of(string messageId)
    {
        lock (_gate)
        {
            return [.. _drafts.Values.Where(draft => draft.MessageId == messageId).Select(static draft => new RecordedSteps(draft.Target, draft.Scope, [.. draft.Steps]))];
        }
    }

    private static DateTimeOffset Time(long unixMilliseconds, DateTimeOffset otherwise) =>
        unixMilliseconds is > 0 and < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds) : otherwise;

    private void Add(string target, string scope, string messageId, JourneyStep step)
    {
        if (!_drafts.TryGetValue((target, scope, messageId), out var draft))
        {
            if (_drafts.Count >= MaxDrafts)
            {
                metrics.StepsDropped(1);
                return;
            }

            draft = new JourneyDraft(target, scope, messageId, time.GetTimestamp());
            _drafts.Add((target, scope, messageId), draft);
            _order.Enqueue(draft);
        }

        if (draft.Steps.Count < MaxSteps)
        {
            draft.Steps.Add(step);
        }
    }
}
