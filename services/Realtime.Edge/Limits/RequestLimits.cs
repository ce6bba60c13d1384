using Microsoft.Extensions.Options;
using Realtime.Edge.Configuration;

namespace Realtime.Edge.Limits;

/// <summary>The two limits, and their housekeeping.</summary>
internal sealed class RequestLimits(IOptions<EdgeLimitsOptions> options, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(15);

    public RequestLimiter Requests { get; } = new(options.Value.RequestsPerMinute, options.Value.TrackedCallers, time);

    public RequestLimiter Upgrades { get; } = new(options.Value.UpgradesPerMinute, options.Value.TrackedCallers, time);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SweepInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Requests.Sweep();
            Upgrades.Sweep();
        }
    }
}
