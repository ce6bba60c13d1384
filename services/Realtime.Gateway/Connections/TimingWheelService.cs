namespace Realtime.Gateway.Connections;

/// <summary>Starts the wheel with the host.</summary>
internal sealed class TimingWheelService(TimingWheel wheel) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        wheel.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
