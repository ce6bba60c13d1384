using Microsoft.Extensions.Options;

namespace Realtime.Gateway.SocketIo.Engine;

/// <summary>Drives the heartbeats and deadlines of all sessions with one timer.</summary>
internal sealed class EngineTicker(EngineSessions sessions, IOptions<SocketIoOptions> options, TimeProvider time) : BackgroundService
{
    private const int TicksPerPing = 8;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var period = Math.Clamp(Math.Min(options.Value.PingInterval, options.Value.PingTimeout) / TicksPerPing, 10, 1_000);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(period), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                sessions.Tick();
            }
        }
        catch (OperationCanceledException)
        {
            // The gateway stops.
        }
    }
}
