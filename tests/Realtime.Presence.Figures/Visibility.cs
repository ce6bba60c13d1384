using System.Diagnostics;
using System.Threading.Channels;
using Realtime.Contracts.Presence;

namespace Realtime.Presence.Figures;

/// <summary>1,000 changes a second in batches of 50 ms; from the change at its gateway, the wait for its batch included, to an answer that shows it.</summary>
internal static class Visibility
{
    private const int Batches = 200;
    private const int ChangesPerBatch = 50;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    public static async Task<Figure> RunAsync(FigureStack stack, string gateway, string name)
    {
        var sent = Channel.CreateUnbounded<(string User, long Since)>();
        var watching = WatchAsync(stack, sent.Reader);
        using var timer = new PeriodicTimer(Interval);
        for (var batch = 0; batch < Batches; batch++)
        {
            var happened = DateTimeOffset.UtcNow;
            var since = Stopwatch.GetTimestamp();
            await timer.WaitForNextTickAsync();
            var probe = $"{gateway}-probe-{batch}";
            var changes = new List<PresenceChange> { new(PresenceChangeKind.Opened, probe, happened, probe, Protocol: "native") };
            for (var n = 0; changes.Count < ChangesPerBatch; n++)
            {
                changes.Add(new PresenceChange(PresenceChangeKind.Opened, $"v-{batch}-{n}", happened, $"v-user-{n}", Protocol: "native"));
                changes.Add(new PresenceChange(PresenceChangeKind.Joined, $"v-{batch}-{n}", happened, Room: $"plain:v-{n}"));
            }

            await stack.SendAsync(gateway, changes);
            sent.Writer.TryWrite((probe, since));
        }

        sent.Writer.Complete();
        var delays = await watching;
        Console.WriteLine($"     {name}: median {delays[delays.Count / 2]:0} ms, longest {delays[^1]:0} ms");
        return new Figure($"{name}, p99", delays[(int)(delays.Count * 0.99)], 300);
    }

    // One question at a time: what is sent in order is seen in order, and the watcher must not be the load.
    private static async Task<List<double>> WatchAsync(FigureStack stack, ChannelReader<(string User, long Since)> sent)
    {
        var delays = new List<double>();
        await foreach (var (user, since) in sent.ReadAllAsync())
        {
            while (!(await stack.Client.GetStringAsync($"/internal/counts?user_id={user}")).Contains("\"online\":true", StringComparison.Ordinal))
            {
                await Task.Delay(5);
            }

            delays.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        }

        delays.Sort();
        return delays;
    }
}
