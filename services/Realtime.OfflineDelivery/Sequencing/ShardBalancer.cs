using Microsoft.Extensions.Options;
using Npgsql;
using Realtime.Messaging.Connections;

namespace Realtime.OfflineDelivery.Sequencing;

/// <summary>
/// Shares the shards among the replicas that are there. All of them consume all queues, and the broker makes one the active consumer of each; a replica that is
/// served a queue that is another's by the common order yields it. So a new replica gets its share, and a dead one's shards are taken over at once.
/// </summary>
internal sealed partial class ShardBalancer(
    ReplicaStore store,
    BrokerConnection broker,
    ClientName name,
    IOptions<DeliveryOptions> options,
    TimeProvider time,
    ILogger<ShardBalancer> logger)
{
    private const int MissesUntilGone = 5;
    private static readonly TimeSpan LeaveLimit = TimeSpan.FromSeconds(2);

    public async Task RunAsync(IReadOnlyList<ShardIntake> intakes, Func<CancellationToken, Task> settle, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.Value.BalanceInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await TryBalanceAsync(intakes, settle, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            await LeaveAsync();
        }
    }

    /// <summary>Whose turn a shard is.</summary>
    public static string OwnerOf(int shard, IReadOnlyList<string> replicas) => replicas[shard % replicas.Count];

    private async Task TryBalanceAsync(IReadOnlyList<ShardIntake> intakes, Func<CancellationToken, Task> settle, CancellationToken cancellationToken)
    {
        try
        {
            // Without the broker it would be given shards that it cannot serve.
            if (!broker.IsConnected)
            {
                return;
            }

            var replicas = await store.SeeAsync(name.Value, options.Value.BalanceInterval * MissesUntilGone, cancellationToken);
            foreach (var intake in intakes)
            {
                if (intake.TakeServed() && OwnerOf(intake.ShardNumber, replicas) is var owner && owner != name.Value)
                {
                    Log.Yielding(logger, intake.ShardNumber, owner);
                    await intake.YieldAsync(settle, time, cancellationToken);
                }
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Log.Failed(logger, exception.GetType().Name);
        }
    }

    private async Task LeaveAsync()
    {
        try
        {
            using var limit = new CancellationTokenSource(LeaveLimit, time);
            await store.LeaveAsync(name.Value, limit.Token);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // It is missed soon.
            Log.Failed(logger, exception.GetType().Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5133, LogLevel.Information, "Shard {Shard} goes to {Owner}.", EventName = "ShardYielded")]
        public static partial void Yielding(ILogger logger, int shard, string owner);

        [LoggerMessage(5134, LogLevel.Warning, "The shards could not be balanced ({Kind}); trying again.", EventName = "BalancingFailed")]
        public static partial void Failed(ILogger logger, string kind);
    }
}
