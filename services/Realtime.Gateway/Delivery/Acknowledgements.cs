using Microsoft.Extensions.Options;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Publishing;
using Realtime.Messaging.Topology;

namespace Realtime.Gateway.Delivery;

/// <summary>Collects what users' devices acknowledged and sends it to their shards; kept while the broker is away, up to a bound.</summary>
internal sealed class Acknowledgements(ShardPublisher shards, IOptions<DeliveryOptions> options, TimeProvider time)
{
    private const int MaxIdsPerEntry = 500;

    // Of one device while more than half of the room is taken, so that a client that acknowledges what it likes leaves the rest to the others.
    private const int DeviceShare = 2_000;

    private readonly Lock _gate = new();
    private Dictionary<(string User, string? Device), HashSet<Receipt>> _pending = [];
    private int _count;

    /// <summary>Acknowledgements that were dropped because the broker was away too long, or one device sent too many; those messages are delivered again.</summary>
    public long Dropped { get; private set; }

    public void Add(string userId, string? deviceId, IReadOnlyList<Receipt> receipts)
    {
        lock (_gate)
        {
            if (!_pending.TryGetValue((userId, deviceId), out var pending))
            {
                _pending[(userId, deviceId)] = pending = [];
            }

            foreach (var receipt in receipts)
            {
                if (_count >= options.Value.MaxPendingReports || (_count >= options.Value.MaxPendingReports / 2 && pending.Count >= DeviceShare))
                {
                    Dropped++;
                }
                else if (pending.Add(receipt))
                {
                    _count++;
                }
            }
        }
    }

    /// <summary>Sends what is pending; what the broker did not take is pending again.</summary>
    public async Task FlushAsync()
    {
        Dictionary<(string User, string? Device), HashSet<Receipt>> taken;
        lock (_gate)
        {
            if (_count == 0)
            {
                return;
            }

            taken = _pending;
            _pending = [];
            _count = 0;
        }

        var sent = new List<((string User, string? Device) From, Receipt[] Receipts, Task<PublishResult> Result)>();
        foreach (var (from, receipts) in taken)
        {
            foreach (var ofPublisher in receipts.GroupBy(static receipt => receipt.Scope, StringComparer.Ordinal))
            {
                foreach (var chunk in ofPublisher.Chunk(MaxIdsPerEntry))
                {
                    sent.Add((from, chunk, shards.PublishAsync(Entry(from.User, from.Device, ofPublisher.Key, chunk))));
                }
            }
        }

        foreach (var (from, receipts, result) in sent)
        {
            if (await result != PublishResult.Confirmed)
            {
                Add(from.User, from.Device, receipts);
            }
        }
    }

    private BatchEntry Entry(string user, string? device, string? scope, Receipt[] receipts) => new()
    {
        Kind = EntryKind.Acknowledge,
        Flags = scope is null ? EntryFlags.None : EntryFlags.Written,
        Publisher = scope,
        Target = RoutingKeys.User(user),
        Sender = device,
        Timestamp = time.GetUtcNow().ToUnixTimeMilliseconds(),
        Data = MessageIdList.Write([.. receipts.Select(static receipt => receipt.MessageId)]),
    };
}
