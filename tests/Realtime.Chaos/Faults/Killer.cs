using System.Diagnostics;

namespace Realtime.Chaos.Faults;

/// <summary>Carries a schedule out.</summary>
internal sealed class Killer(ChaosStack stack, TextWriter output)
{
    public async Task RunAsync(IReadOnlyList<Kill> schedule, TimeSpan duration, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        foreach (var kill in schedule)
        {
            await WaitUntilAsync(watch, kill.At, cancellationToken);
            var pid = await stack.PidAsync(kill.Target, cancellationToken);
            await output.WriteLineAsync($"{watch.Elapsed:mm\\:ss\\.f} kill -9 {kill.Target} ({(pid is null ? "not running" : pid)})");
            if (pid is { } running)
            {
                End(running);
            }
        }

        await WaitUntilAsync(watch, duration, cancellationToken);
    }

    private static Task WaitUntilAsync(Stopwatch watch, TimeSpan at, CancellationToken cancellationToken) =>
        at > watch.Elapsed ? Task.Delay(at - watch.Elapsed, cancellationToken) : Task.CompletedTask;

    private static void End(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It ended by itself in this moment.
        }
    }
}
