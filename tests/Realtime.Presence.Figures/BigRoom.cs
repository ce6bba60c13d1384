using System.Diagnostics;
using Realtime.Contracts.Presence;
using Realtime.Testing;

namespace Realtime.Presence.Figures;

/// <summary>A room of 50,000 members: its count, and a page in the middle of it.</summary>
internal static class BigRoom
{
    private const int Members = 50_000;
    private const int PerBatch = 1_000;
    private const int Calls = 200;

    public static async Task<Figure[]> RunAsync(FigureStack stack)
    {
        for (var first = 0; first < Members; first += PerBatch)
        {
            var now = DateTimeOffset.UtcNow;
            await stack.SendAsync("big", [.. Enumerable.Range(first, PerBatch).SelectMany(n => new[]
            {
                new PresenceChange(PresenceChangeKind.Opened, $"big-{n}", now, $"big-user-{n:00000}", Protocol: "native"),
                new PresenceChange(PresenceChangeKind.Joined, $"big-{n}", now, Room: "plain:big"),
            })]);
        }

        await Eventually.Async(async () => await stack.CountAsync("select members from rooms where room = 'plain:big'") == Members, TimeSpan.FromSeconds(120));
        await Eventually.Async(async () => await stack.CountAsync("select count(*) from events") == 0, TimeSpan.FromSeconds(300));
        var cursor = Convert.ToBase64String("big-user-25000"u8).TrimEnd('=');
        return
        [
            new Figure("room of 50,000: count, p99 over HTTP", await MeasureAsync(stack, "/internal/counts?room=plain:big"), 5),
            new Figure("room of 50,000: a page of 100, p99 over HTTP", await MeasureAsync(stack, $"/internal/presence?room=plain:big&limit=100&cursor={cursor}"), 20),
        ];
    }

    private static async Task<double> MeasureAsync(FigureStack stack, string path)
    {
        var took = new List<double>();
        for (var call = -20; call < Calls; call++)
        {
            var watch = Stopwatch.StartNew();
            (await stack.Client.GetAsync(path)).EnsureSuccessStatusCode();
            if (call >= 0)
            {
                took.Add(watch.Elapsed.TotalMilliseconds);
            }
        }

        took.Sort();
        return took[(int)(took.Count * 0.99)];
    }
}
