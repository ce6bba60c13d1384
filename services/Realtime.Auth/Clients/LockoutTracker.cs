using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Realtime.Auth.Configuration;
using Realtime.Auth.Data;

namespace Realtime.Auth.Clients;

/// <summary>
/// Counts wrong secrets per client. The counts of known clients are shared by the replicas through authdb (written only on failures, read
/// every second); those of ids that no client has stay in memory, so that guessing ids fills no table.
/// </summary>
internal sealed partial class LockoutTracker(
    IDbContextFactory<AuthDbContext> contexts,
    IOptions<LimitOptions> options,
    TimeProvider time,
    ILogger<LockoutTracker> logger)
{
    private readonly ConcurrentDictionary<string, LockoutState> _states = new(StringComparer.Ordinal);

    /// <summary>Whether the client is locked out, and for how much longer.</summary>
    public bool IsLocked(string clientId, out TimeSpan remaining, out bool isKnownClient)
    {
        var now = time.GetUtcNow();
        var locked = _states.TryGetValue(clientId, out var state) && state.LockedUntil > now;
        remaining = locked ? state!.LockedUntil!.Value - now : TimeSpan.Zero;
        isKnownClient = locked && state!.IsKnownClient;
        return locked;
    }

    public async Task FailedAsync(string clientId, bool known, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_states.Count >= options.Value.TrackedKeys)
        {
            Forget(now);
        }

        var state = _states.AddOrUpdate(
            clientId,
            static (_, context) => LockoutPolicy.AfterFailure(null, context.Options, context.Now) with { IsKnownClient = context.Known },
            static (_, before, context) => LockoutPolicy.AfterFailure(before, context.Options, context.Now) with { IsKnownClient = context.Known },
            (Options: options.Value, Now: now, Known: known));
        if (state.LockedUntil > now && state.LastFailureAt == now)
        {
            Log.LockedOut(logger, known ? clientId : "(unknown)", state.Failures, state.LockedUntil.Value);
        }

        if (known)
        {
            await SaveAsync(clientId, state, cancellationToken);
        }
    }

    public async ValueTask SucceededAsync(string clientId, CancellationToken cancellationToken)
    {
        if (!_states.TryRemove(clientId, out _))
        {
            return;
        }

        // Another replica may have locked the client a moment ago, which this one has not read yet: a lock-out stays.
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.ClientLockouts
            .Where(row => row.ClientId == clientId && (row.LockedUntil == null || row.LockedUntil <= now))
            .ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Learns what other replicas counted.</summary>
    public async Task SynchronizeAsync(CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - options.Value.FailureWindow;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.ClientLockouts.AsNoTracking().Where(row => row.LastFailureAt > since).ToListAsync(cancellationToken);
        foreach (var row in rows)
        {
            var shared = new LockoutState(row.Failures, row.LastFailureAt, row.LockedUntil);
            _states.AddOrUpdate(row.ClientId, shared, (_, own) => shared.LastFailureAt > own.LastFailureAt ? shared : own);
        }
    }

    /// <summary>Drops counts that no longer matter, and when that is not enough, everything that locks nobody.</summary>
    public void Forget(DateTimeOffset now)
    {
        foreach (var (clientId, state) in _states)
        {
            if (now - state.LastFailureAt > options.Value.FailureWindow)
            {
                _states.TryRemove(clientId, out _);
            }
        }

        if (_states.Count >= options.Value.TrackedKeys)
        {
            foreach (var (clientId, state) in _states.Where(pair => pair.Value.LockedUntil is null || pair.Value.LockedUntil <= now))
            {
                _states.TryRemove(clientId, out _);
            }
        }

        if (_states.Count >= options.Value.TrackedKeys)
        {
            _states.Clear();
        }
    }

    private async Task SaveAsync(string clientId, LockoutState state, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO client_lockouts (client_id, failures, last_failure_at, locked_until)
            VALUES ({clientId}, {state.Failures}, {state.LastFailureAt}, {state.LockedUntil})
            ON CONFLICT (client_id) DO UPDATE SET
              failures = GREATEST(client_lockouts.failures, excluded.failures),
              last_failure_at = excluded.last_failure_at,
              locked_until = GREATEST(client_lockouts.locked_until, excluded.locked_until)
            """,
            cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(4201, LogLevel.Warning, "Client {ClientId} is locked out until {LockedUntil} after {Failures} wrong secrets.", EventName = "ClientLockedOut")]
        public static partial void LockedOut(ILogger logger, string clientId, int failures, DateTimeOffset lockedUntil);
    }
}
