using Microsoft.Extensions.Options;

namespace Realtime.Gateway.SocketIo.Recovery;

/// <summary>Forgets what is past its window, and tells the other gateways what changed here.</summary>
internal sealed class RecoveryTicker(SocketRecovery recovery, IOptions<SocketIoOptions> options, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Recovery.Enabled)
        {
            return;
        }

        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                recovery.Sweep();
            }
        }
        catch (OperationCanceledException)
        {
            // The gateway stops.
        }
    }
}
