using System.Text.RegularExpressions;
using Realtime.Chaos.Clients;
using Realtime.Chaos.Faults;
using Realtime.Chaos.History;

namespace Realtime.Chaos;

/// <summary>Starts a stack, loads it, kills parts of it, and checks what was promised.</summary>
public static partial class ChaosRun
{
    /// <summary>Returns 0 when nothing was violated.</summary>
    public static async Task<int> RunAsync(ChaosOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        var (ledger, violations) = await CheckAsync(options, output, cancellationToken);
        return violations.Count == 0 && ledger.Accepted > 0 ? 0 : 1;
    }

    /// <summary>What happened, and what of it must not happen.</summary>
    public static async Task<(Ledger Ledger, IReadOnlyList<string> Violations)> CheckAsync(ChaosOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        await output.WriteLineAsync($"seed {options.Seed}");
        var schedule = options.Kills ? KillSchedule.From(options.Seed, options.Duration) : [];
        foreach (var kill in schedule)
        {
            await output.WriteLineAsync($"  {kill.At:mm\\:ss\\.f} kill {kill.Target}");
        }

        await using var stack = await ChaosStack.StartAsync(cancellationToken);
        var ledger = new Ledger();
        await LoadAsync(options, stack, ledger, schedule, output, cancellationToken);
        var violations = HistoryChecker.Check(ledger);
        await output.WriteLineAsync($"{ledger.Accepted} messages accepted, {ledger.Deliveries} deliveries to applications, {ledger.Reconnects} reconnects, {violations.Count} violations");
        foreach (var kind in violations.GroupBy(static violation => Digits().Replace(violation, "#")).Take(50))
        {
            await output.WriteLineAsync($"  VIOLATION {kind.First()} (and {kind.Count() - 1} like it)");
        }

        await output.WriteLineAsync($"repeat with --seed {options.Seed}");
        return (ledger, violations);
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();

    private static async Task LoadAsync(ChaosOptions options, ChaosStack stack, Ledger ledger, IReadOnlyList<Kill> schedule, TextWriter output, CancellationToken cancellationToken)
    {
        using var receiving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var publishing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var rooms = Enumerable.Range(0, options.Rooms).Select(i => $"chat:chaos-{i}").ToArray();
        var receivers = Enumerable.Range(0, options.Users).Select(i => new Receiver($"user-{i}", rooms, stack, ledger)).ToArray();
        var received = receivers.Select(receiver => Task.Run(() => receiver.RunAsync(receiving.Token), CancellationToken.None)).ToArray();
        await Task.WhenAll(receivers.Select(receiver => receiver.Ready)).WaitAsync(options.Settle, cancellationToken);
        await output.WriteLineAsync($"{receivers.Length} users in {rooms.Length} rooms are ready");

        var published = Enumerable.Range(0, options.Publishers)
            .Select(i => Task.Run(() => Publisher.Create(i, options, stack, rooms, ledger).RunAsync(publishing.Token), CancellationToken.None))
            .ToArray();
        await new Killer(stack, output).RunAsync(schedule, options.Duration, cancellationToken);
        await publishing.CancelAsync();
        await Task.WhenAll(published);
        await output.WriteLineAsync($"{ledger.Accepted} messages accepted; waiting for the receivers");
        await SettleAsync(ledger, receivers, options.Settle, cancellationToken);
        await receiving.CancelAsync();
        await Task.WhenAll(received);
    }

    private static async Task SettleAsync(Ledger ledger, Receiver[] receivers, TimeSpan limit, CancellationToken cancellationToken)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var delivered = 0;
        while (watch.Elapsed < limit && receivers.Any(receiver => !ledger.HasEverything(receiver.UserId)))
        {
            if (ledger.Deliveries > delivered)
            {
                delivered = ledger.Deliveries;
                watch.Restart();
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
        }
    }
}
