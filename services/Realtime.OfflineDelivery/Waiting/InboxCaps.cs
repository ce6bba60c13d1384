using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Realtime.OfflineDelivery.Sequencing;

namespace Realtime.OfflineDelivery.Waiting;

/// <summary>
/// Guesses which inboxes may have grown past the cap, without asking the database for every message: counts what was stored and acknowledged since an
/// inbox was last looked at. Those that may be full are trimmed by <see cref="InboxTrimmer"/>.
/// </summary>
internal sealed class InboxCaps(IOptions<DeliveryOptions> options)
{
    private const int MaxUsers = 100_000;
    private const int Pending = int.MinValue;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly Channel<string> _suspects = Channel.CreateBounded<string>(new BoundedChannelOptions(MaxUsers) { SingleReader = true });

    public ChannelReader<string> Suspects => _suspects.Reader;

    public void Apply(BatchPlan plan)
    {
        lock (_gate)
        {
            foreach (var message in plan.Messages)
            {
                if (message is { IsNew: true, Kind: PendingKind.Direct })
                {
                    Count(message.Name);
                }
            }

            foreach (var acknowledged in plan.AllAcknowledged)
            {
                if (acknowledged.Taken is not null && _counts.TryGetValue(acknowledged.UserId, out var count) && count > 0)
                {
                    _counts[acknowledged.UserId] = count - 1;
                }
            }
        }
    }

    /// <summary>What the database counted after trimming.</summary>
    public void Set(string userId, int count)
    {
        lock (_gate)
        {
            _counts[userId] = count;
        }
    }

    private void Count(string userId)
    {
        // A user not seen yet is taken as unknown and looked at once; the bound forgets everybody, which only costs another look.
        if (!_counts.TryGetValue(userId, out var count))
        {
            if (_counts.Count >= MaxUsers)
            {
                _counts.Clear();
            }

            count = options.Value.InboxSize;
        }

        if (count == Pending)
        {
            return;
        }

        if (count >= options.Value.InboxSize)
        {
            // Where there is no room for another suspect, the user's next message tries again.
            _counts[userId] = _suspects.Writer.TryWrite(userId) ? Pending : count;
            return;
        }

        _counts[userId] = count + 1;
    }
}
