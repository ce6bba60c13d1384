using System.Runtime.InteropServices;
using Aspire.Hosting.Publishing;

namespace Aspire.Hosting.Orchestration.Presentation;

/// <summary>The life of the host as a program: publish, or run until a signal; one line and exit code 1 when that cannot be.</summary>
internal sealed class ConsoleRunner(
    DistributedApplicationExecutionContext executionContext,
    ArgumentError argumentError,
    ManifestPublisher publisher,
    HostFailure failure,
    HostConsole console,
    ConsoleView view,
    TimeProvider time)
{
    private const int Interrupted = 130;

    public async Task<int> RunAsync(DistributedApplication application, CancellationToken cancellationToken)
    {
        try
        {
            if (argumentError.Message is { } message)
            {
                throw new DistributedApplicationException(message);
            }

            if (executionContext.IsPublishMode)
            {
                console.Announce($"Published manifest to: {publisher.Publish()}");
                return 0;
            }

            return await RunUntilSignalAsync(application, cancellationToken);
        }
        catch (DistributedApplicationException exception)
        {
            await application.StopAsync(CancellationToken.None);
            console.Error(exception.Message);
            return 1;
        }
    }

    private async Task<int> RunUntilSignalAsync(DistributedApplication application, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var signals = 0;
        void OnSignal(PosixSignalContext context)
        {
            context.Cancel = true;
            if (Interlocked.Increment(ref signals) == 1)
            {
                stopping.Cancel();
            }
            else if (context.Signal is PosixSignal.SIGINT)
            {
                // The watchdog ends what still runs.
                Environment.Exit(Interrupted);
            }
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal);

        await application.StartAsync(stopping.Token);
        var show = view.ShowAsync(stopping.Token);
        var ended = await Task.WhenAny(failure.Reason, Launcher.WaitUntilGoneAsync(time, stopping.Token));
        await stopping.CancelAsync();
        await show;
        if (ended == failure.Reason)
        {
            throw new DistributedApplicationException(await failure.Reason);
        }

        console.Announce("Stopping…");
        await application.StopAsync(CancellationToken.None);
        console.Announce("Stopped.");
        return 0;
    }
}
