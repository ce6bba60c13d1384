using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration.Health;
using Aspire.Hosting.Orchestration.Processes;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Orchestration.Instances;

/// <summary>Runs the process of an instance, starts it again when it ends by itself, and obeys start and stop.</summary>
internal sealed class ProcessRunner(ResourceInstance instance, RunContext context, IProcessDriver driver) : InstanceRunner(instance, context)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HealthyPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ServerDeadline = TimeSpan.FromSeconds(90);

    private readonly RestartPolicy _restarts = new(context.Time);
    private readonly SwitchedOn _wanted = new();
    private ChildProcess? _process;
    private bool _hasWorked;

    /// <summary>Starts the process when it was stopped.</summary>
    public void SwitchOn() => _wanted.Set(true);

    /// <summary>Stops the process and leaves it stopped.</summary>
    public async Task SwitchOffAsync(TimeSpan grace)
    {
        _wanted.Set(false);
        await StopProcessAsync(grace);
        await Context.Notifications.WaitForResourceAsync(Instance.Id, static state => state.Snapshot.IsTerminal);
    }

    protected override async Task StopProcessAsync(TimeSpan grace)
    {
        if (_process is { } process)
        {
            Publish(static snapshot => snapshot with { State = KnownResourceStates.Stopping, HealthStatus = null });
            await process.StopAsync(grace);
        }
    }

    protected override Task CleanUpAsync() => driver.CleanUpAsync();

    protected override void OnFailedToStart(string reason)
    {
        if (driver.IsEssential)
        {
            Context.Failure.Report(reason);
        }
    }

    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        Publish(static snapshot => snapshot with { State = KnownResourceStates.Starting });
        await driver.PrepareAsync(cancellationToken);
        while (true)
        {
            if (!_wanted.IsOn)
            {
                Publish(static snapshot => snapshot with { State = KnownResourceStates.Exited, HealthStatus = null });
            }

            await _wanted.WaitAsync(cancellationToken);
            var exitCode = await RunOnceAsync(cancellationToken);
            if (cancellationToken.IsCancellationRequested || !_wanted.IsOn)
            {
                Publish(snapshot => Ended(snapshot, KnownResourceStates.Exited, exitCode, detail: null));
                cancellationToken.ThrowIfCancellationRequested();
                continue;
            }

            if (driver.IsEssential && !_hasWorked)
            {
                throw new DistributedApplicationException(driver.DescribeFailure(exitCode, refusal: null));
            }

            await PauseBeforeRestartAsync(exitCode, cancellationToken);
        }
    }

    private static CustomResourceSnapshot Ended(CustomResourceSnapshot snapshot, string state, int exitCode, string? detail) =>
        snapshot with { State = state, HealthStatus = null, ExitCode = exitCode, ProcessId = null, Detail = detail };

    private async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        var log = Context.Logs.For(Instance.Id);
        var options = await driver.CreateProcessAsync(cancellationToken);
        await using var process = ChildProcess.Start(options with { OnOutput = log.Write, OnError = log.Write }, Context.Watchdog);
        _process = process;
        Publish(snapshot => snapshot with
        {
            State = new ResourceStateSnapshot(KnownResourceStates.Running, "success"),
            HealthStatus = null,
            ProcessId = process.Id,
            Properties = [new ResourcePropertySnapshot("executable.pid", process.Id)],
            StartTimeStamp = Context.Time.GetUtcNow().UtcDateTime,
            Detail = null,
        });
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watch = WatchHealthAsync(ended.Token);
        if (!_wanted.IsOn || cancellationToken.IsCancellationRequested)
        {
            // The order to stop came while the process was being started.
            await process.StopAsync(TimeSpan.FromSeconds(5), CancellationToken.None);
        }

        await Task.WhenAny(process.Completion, watch);
        if (watch.IsFaulted)
        {
            process.Kill();
        }

        var exitCode = await process.Completion;
        _process = null;
        await ended.CancelAsync();
        await watch;
        return exitCode;
    }

    private async Task WatchHealthAsync(CancellationToken cancellationToken)
    {
        var pause = ShortestPause;
        var started = Context.Time.GetTimestamp();
        try
        {
            while (driver.CheckHealthAsync(cancellationToken) is { } check)
            {
                var report = await check;
                cancellationToken.ThrowIfCancellationRequested();
                _hasWorked |= report.IsHealthy;
                PublishHealth(report);
                if (driver.IsEssential && !_hasWorked && (report.IsRefused || Context.Time.GetElapsedTime(started) > ServerDeadline))
                {
                    throw new DistributedApplicationException(driver.DescribeFailure(exitCode: null, report.Message));
                }

                pause = report.IsHealthy ? ShortestPause : TimeSpan.FromTicks(Math.Min(pause.Ticks * 3 / 2, LongestPause.Ticks));
                await Task.Delay(report.IsHealthy ? HealthyPause : pause, Context.Time, cancellationToken);
            }

            _hasWorked = true;
            PublishHealth(ProbeResult.Healthy);
            await Task.Delay(Timeout.InfiniteTimeSpan, Context.Time, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The process has ended.
        }
    }

    private void PublishHealth(ProbeResult report) => Publish(snapshot => snapshot.State?.Text != KnownResourceStates.Running
        ? snapshot
        : snapshot with { HealthStatus = report.IsHealthy ? HealthStatus.Healthy : HealthStatus.Unhealthy, Detail = report.Message });

    private async Task PauseBeforeRestartAsync(int exitCode, CancellationToken cancellationToken)
    {
        var delay = _restarts.NextDelay();
        var exhausted = RestartPolicy.IsExhausted(delay);
        var detail = string.Create(CultureInfo.InvariantCulture, $"it ended with exit code {exitCode}; next start in {delay.TotalSeconds:0.#} s");
        Publish(snapshot => Ended(snapshot, exhausted ? KnownResourceStates.Exited : KnownResourceStates.Starting, exitCode, detail) with { Restarts = snapshot.Restarts + 1 });
        Context.Logs.For(Instance.Id).Write($"[host] {Instance.Id}: {detail}");
        await Task.Delay(delay, Context.Time, cancellationToken);
    }
}
