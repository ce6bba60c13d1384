using Microsoft.Extensions.Options;
using Realtime.Gateway.Diagnostics;
using Realtime.Gateway.Transport;

namespace Realtime.Gateway.Connections;

/// <summary>
/// Parked sockets should cost what they hold, not what their handshakes left behind between them: when many have come and it has become quiet,
/// the heap is compacted once. Only while it is small enough for the pause not to be felt.
/// </summary>
internal sealed class HeapSettler(GatewayCounters counters, IOptions<SocketOptions> options, TimeProvider time) : BackgroundService
{
    private const int Wave = 500;
    private const long QuietFrames = 500;
    private const long MostHeapBytes = 256L * 1024 * 1024;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private long _settledAt;
    private long _lastOpened;
    private long _lastFrames;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.SettleMemory)
        {
            return;
        }

        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (IsDue())
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            }
        }
    }

    /// <summary>Enough sockets opened since the last time, none in this interval, and hardly any traffic.</summary>
    private bool IsDue()
    {
        var opened = counters.Opened;
        var frames = counters.FramesIn + counters.FramesOut;
        var quiet = opened == _lastOpened && frames - _lastFrames < QuietFrames;
        _lastOpened = opened;
        _lastFrames = frames;
        if (!quiet || opened - _settledAt < Wave || GC.GetTotalMemory(forceFullCollection: false) > MostHeapBytes)
        {
            return false;
        }

        _settledAt = opened;
        return true;
    }
}
