using Microsoft.Extensions.Options;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Publishing;

namespace Realtime.Gateway.Delivery;

/// <summary>Collects the steps <c>routed</c> and <c>written</c> of durable messages for their journeys. Steps are dropped when the broker is away too long.</summary>
internal sealed class Reports(ShardPublisher shards, IOptions<DeliveryOptions> options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private List<(string Target, string MessageId, string Step, long At)> _pending = [];

    public long Dropped { get; private set; }

    public void Routed(string target, string messageId) => Add(target, messageId, "routed");

    public void Written(string target, string messageId) => Add(target, messageId, "written");

    public async Task FlushAsync()
    {
        List<(string Target, string MessageId, string Step, long At)> taken;
        lock (_gate)
        {
            if (_pending.Count == 0)
            {
                return;
            }

            taken = _pending;
            _pending = [];
        }

        Task<PublishResult>? last = null;
        foreach (var (target, messageId, step, at) in taken)
        {
            last = shards.PublishAsync(new BatchEntry { Kind = EntryKind.Journey, Target = target, MessageId = messageId, Type = step, Timestamp = at });
        }

        await last!;
    }

    private void Add(string target, string messageId, string step)
    {
        if (!options.Value.Journeys)
        {
            return;
        }

        var at = time.GetUtcNow().ToUnixTimeMilliseconds();
        lock (_gate)
        {
            if (_pending.Count >= options.Value.MaxPendingReports)
            {
                Dropped++;
                return;
            }

            _pending.Add((target, messageId, step, at));
        }
    }
}
