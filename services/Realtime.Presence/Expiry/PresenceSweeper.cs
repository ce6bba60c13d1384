using Microsoft.Extensions.Options;
using Npgsql;
using Realtime.Presence.Diagnostics;
using Realtime.Presence.Locations;
using Realtime.Presence.Outbox;
using Realtime.Presence.Tracking;
using Realtime.ServiceDefaults.Databases;

namespace Realtime.Presence.Expiry;

/// <summary>Ends gateways whose lease ran out and takes users offline whose grace is over. Every replica does it; the database lets one at a time.</summary>
internal sealed partial class PresenceSweeper(
    TrackingStore store,
    LostVendors vendors,
    OutboxSignal outbox,
    DatabaseGate gate,
    PresenceMetrics metrics,
    IOptions<PresenceOptions> options,
    TimeProvider time,
    ILogger<PresenceSweeper> logger) : BackgroundService
{
    // Each call holds the lock of all writers, so it is kept short; between two calls the gateways' changes get in.
    private const int SocketsPerCall = 250;
    private const int UsersPerCall = 500;

    // A replica may have died between the end of a gateway's sockets and the word to its vendors' followers.
    private bool _vendorsLost = true;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(options.Value.SweepInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException)
            {
                Log.NotSwept(logger, (exception as PostgresException)?.SqlState ?? exception.GetType().Name);
            }
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        var lost = await store.ExpireAsync(cancellationToken);
        foreach (var gatewayId in lost)
        {
            Log.GatewayLost(logger, gatewayId);
            metrics.GatewayLost();
        }

        var changed = false;
        while (await store.EndSocketsAsync(SocketsPerCall, cancellationToken) is var ended and >= 0)
        {
            changed |= ended > 0;
            _vendorsLost = true;
            outbox.Signal();
        }

        if (_vendorsLost)
        {
            _vendorsLost = !await vendors.TellAsync(cancellationToken);
        }

        int offline;
        do
        {
            offline = await store.EndGraceAsync(UsersPerCall, cancellationToken);
            changed |= offline > 0;
        }
        while (offline == UsersPerCall);

        if (changed)
        {
            outbox.Signal();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4301, LogLevel.Warning, "Gateway {GatewayId} was silent for its whole lease; its connections have ended.", EventName = "GatewayLost")]
        public static partial void GatewayLost(ILogger logger, string gatewayId);

        [LoggerMessage(4302, LogLevel.Warning, "Leases and graces could not be looked at ({Reason}).", EventName = "NotSwept")]
        public static partial void NotSwept(ILogger logger, string reason);
    }
}
