using Microsoft.Extensions.Options;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Publishing;

namespace Realtime.Gateway.Delivery;

/// <summary>Collects the steps <c>routed</c> and <c>written</c> of durable messages for their journeys. Steps are dropped when the broker is away too long.</summary>
internal sealed class Reports(ShardPublisher shards, IOptions<DeliveryOptions> options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private List<(string Target, MessageName Message, string Step, long At)> _pending = [];

    public long Dropped { get; private set; }

    public void Routed(string target, MessageName message) => Add(target, message, "routed");

    public void Written(string target, MessageName message) => Add(target, message, "written");

    public async Task FlushAsync()
    {
        List<(string Target, MessageName Message, string Step, long At)> taken;
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
        foreach (var (target, message, step, at) in taken)
        {
            last = shards.PublishAsync(new BatchEntry { Kind = EntryKind.Journey, Target = target, Publisher = message.Scope, MessageId = message.Id, Type = step, Timestamp = at });
        }

        await last!;
    }

    private void Add(string target, MessageName message, string step)
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

            _pending.Add((target, message, step, at));
        }
    }
}
