using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Orchestration.Instances;

/// <summary>Watches a server that somebody else runs; the host gives up when it cannot log in at first.</summary>
internal sealed class ExternalServerRunner(ResourceInstance instance, RunContext context, Func<CancellationToken, Task<ProbeResult>> check)
    : InstanceRunner(instance, context)
{
    private static readonly TimeSpan FirstLogin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        Publish(static snapshot => snapshot with { State = KnownResourceStates.Starting });
        await LogInAsync(cancellationToken);
        Publish(static snapshot => snapshot with { State = new ResourceStateSnapshot(KnownResourceStates.Running, "success") });
        while (true)
        {
            var report = await check(cancellationToken);
            Publish(snapshot => snapshot with { HealthStatus = report.IsHealthy ? HealthStatus.Healthy : HealthStatus.Unhealthy, Detail = report.Message });
            await Task.Delay(Pause, Context.Time, cancellationToken);
        }
    }

    protected override void OnFailedToStart(string reason) => Context.Failure.Report(reason);

    private async Task LogInAsync(CancellationToken cancellationToken)
    {
        var started = Context.Time.GetTimestamp();
        while (await check(cancellationToken) is { IsHealthy: false } report)
        {
            if (report.IsRefused || Context.Time.GetElapsedTime(started) > FirstLogin)
            {
                throw new DistributedApplicationException(
                    $"Cannot log in with ConnectionStrings:{Instance.Id}: {report.Message}. Correct it, or remove it so that the host runs a server of its own.");
            }

            await Task.Delay(FirstPause, Context.Time, cancellationToken);
        }
    }
}
