using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Realtime.Contracts.Wire;
using Realtime.Messaging;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Connections;
using Realtime.Messaging.Publishing;
using Realtime.Messaging.Topology;

namespace Realtime.OfflineDelivery.Replay;

/// <summary>
/// Before a drain: makes sure that what waited in the public queue has reached the inboxes, otherwise a user who came in between would get newer messages
/// first. A marker goes through the queue, and from there a barrier through each shard.
/// </summary>
internal sealed partial class ReplayGate(ConfirmedPublisher publisher, IOptions<MessagingOptions> messaging, TimeProvider time, ILogger<ReplayGate> logger)
{
    /// <summary>Content type of a marker.</summary>
    public const string MarkerType = "application/vnd.realtime.marker";

    /// <summary>Type of a barrier.</summary>
    public const string BarrierType = "replay_barrier";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, Round> _rounds = new(StringComparer.Ordinal);

    /// <summary>Waits until everything that is in the public queue now has been handled by these shards, which are active here.</summary>
    public async Task PassAsync(IEnumerable<int> shards, CancellationToken cancellationToken)
    {
        var marker = MessageIds.New();
        var round = new Round([.. shards.Distinct().Select(Target)]);
        _rounds.TryAdd(marker, round);
        try
        {
            var properties = new RabbitMQ.Client.BasicProperties { ContentType = MarkerType, MessageId = marker };
            if (await publisher.PublishAsync("", BusNames.IngressQueue, default, properties, cancellationToken) != PublishResult.Confirmed)
            {
                throw new IOException("The marker was not taken by the broker.");
            }

            await round.Passed.WaitAsync(Limit, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // A shard moved to another replica, or the public queue is far behind: the drain does not wait for ever.
            Log.TimedOut(logger);
        }
        finally
        {
            _rounds.TryRemove(marker, out _);
        }
    }

    /// <summary>A barrier was handled.</summary>
    public void Passed(BatchEntry barrier)
    {
        if (barrier.MessageId is { } marker && _rounds.TryGetValue(marker, out var round))
        {
            round.Remove(barrier.Target);
        }
    }

    /// <summary>The barriers of a marker, one for each shard.</summary>
    public IEnumerable<BatchEntry> Barriers(string marker) =>
        Enumerable.Range(0, messaging.Value.Shards).Select(shard => new BatchEntry { Kind = EntryKind.Control, Type = BarrierType, Target = Target(shard), MessageId = marker });

    /// <summary>A target that belongs to the shard.</summary>
    private string Target(int shard) =>
        Enumerable.Range(0, int.MaxValue).Select(static i => $"room.barrier-{i}").First(name => Shard.Of(name, messaging.Value.Shards) == shard);

    private sealed class Round(HashSet<string> targets)
    {
        private readonly TaskCompletionSource _passed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Passed => _passed.Task;

        public void Remove(string target)
        {
            lock (targets)
            {
                targets.Remove(target);
                if (targets.Count == 0)
                {
                    _passed.TrySetResult();
                }
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5221, LogLevel.Debug, "A drain goes on without a barrier from every shard.", EventName = "BarrierTimedOut")]
        public static partial void TimedOut(ILogger logger);
    }
}
