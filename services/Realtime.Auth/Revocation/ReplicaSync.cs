using Realtime.Auth.Clients;
using Realtime.Auth.Data;

namespace Realtime.Auth.Revocation;

/// <summary>Learns what other replicas did (revocations, lock-outs) every second; the first load comes before the service listens.</summary>
internal sealed partial class ReplicaSync(
    RevocationStore store,
    RevocationCache cache,
    ClientDirectory clients,
    LockoutTracker lockouts,
    TimeProvider time,
    ILogger<ReplicaSync> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>A revocation may commit a while after the moment it carries.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(30);

    private DateTimeOffset _readUntil = DateTimeOffset.MinValue;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await SynchronizeAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SynchronizeAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, DatabaseFailure.Describe(exception));
            }
        }
    }

    private async Task SynchronizeAsync(CancellationToken cancellationToken)
    {
        var startedAt = time.GetUtcNow();
        var since = _readUntil == DateTimeOffset.MinValue ? DateTimeOffset.UnixEpoch : _readUntil - Overlap;
        foreach (var revocation in await store.SinceAsync(since, cancellationToken))
        {
            if (cache.Add(revocation.Kind, revocation.Value, revocation.RevokedAt, revocation.ExpiresAt) && revocation.Kind == RevocationKind.Client)
            {
                clients.Forget(revocation.Value);
            }
        }

        await lockouts.SynchronizeAsync(cancellationToken);
        cache.ForgetExpired();
        _readUntil = startedAt;
    }

    private static partial class Log
    {
        [LoggerMessage(4311, LogLevel.Warning, "Cannot read what other replicas changed: {Reason}.", EventName = "ReplicaSyncFailed")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
