using System.Diagnostics;
using Realtime.Contracts.Presence;

namespace Realtime.Presence.Figures;

/// <summary>1,000 changes a second in batches of 50 ms; from the change at its gateway, the wait for its batch included, to an answer that shows it.</summary>
internal static class Visibility
{
    private const int Batches = 200;
    private const int ChangesPerBatch = 50;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    public static async Task<Figure> RunAsync(FigureStack stack)
    {
        var watching = new List<Task<double>>();
        using var timer = new PeriodicTimer(Interval);
        for (var batch = 0; batch < Batches; batch++)
        {
            var happened = DateTimeOffset.UtcNow;
            var since = Stopwatch.GetTimestamp();
            await timer.WaitForNextTickAsync();
            var probe = $"probe-{batch}";
            var changes = new List<PresenceChange> { new(PresenceChangeKind.Opened, probe, happened, probe, Protocol: "native") };
            for (var n = 0; changes.Count < ChangesPerBatch; n++)
            {
                changes.Add(new PresenceChange(PresenceChangeKind.Opened, $"v-{batch}-{n}", happened, $"v-user-{n}", Protocol: "native"));
                changes.Add(new PresenceChange(PresenceChangeKind.Joined, $"v-{batch}-{n}", happened, Room: $"plain:v-{n}"));
            }

            await stack.SendAsync("visible", changes);
            watching.Add(SeenAsync(stack, probe, since));
        }

        var delays = (await Task.WhenAll(watching)).Order().ToArray();
        Console.WriteLine($"     change to visible: median {delays[delays.Length / 2]:0} ms");
        return new Figure("change to visible at 1,000 changes/s, p99", delays[(int)(delays.Length * 0.99)], 300);
    }

    private static async Task<double> SeenAsync(FigureStack stack, string user, long since)
    {
        while (!(await stack.Client.GetStringAsync($"/internal/counts?user_id={user}")).Contains("\"online\":true", StringComparison.Ordinal))
        {
            await Task.Delay(5);
        }

        return Stopwatch.GetElapsedTime(since).TotalMilliseconds;
    }
}
