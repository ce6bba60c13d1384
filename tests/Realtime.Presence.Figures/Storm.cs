using System.Diagnostics;
using Realtime.Contracts.Presence;
using Realtime.Testing;

namespace Realtime.Presence.Figures;

/// <summary>10,000 sockets of two gateways open and join one room at once.</summary>
internal static class Storm
{
    private const int Sockets = 10_000;
    private const int PerBatch = 250;

    public static async Task<Figure> RunAsync(FigureStack stack)
    {
        var watch = Stopwatch.StartNew();
        for (var first = 0; first < Sockets; first += PerBatch)
        {
            var now = DateTimeOffset.UtcNow;
            await stack.SendAsync($"storm-{first / PerBatch % 2}", [.. Enumerable.Range(first, PerBatch).SelectMany(n => new[]
            {
                new PresenceChange(PresenceChangeKind.Opened, $"storm-{n}", now, $"storm-user-{n}", Protocol: "native", Device: "figures"),
                new PresenceChange(PresenceChangeKind.Joined, $"storm-{n}", now, Room: "room:storm"),
            })]);
        }

        await Eventually.Async(async () => await stack.CountAsync("select members from rooms where room = 'room:storm'") == Sockets, TimeSpan.FromSeconds(60));
        var absorbed = watch.Elapsed;
        await Eventually.Async(async () => await stack.CountAsync("select count(*) from events") == 0, TimeSpan.FromSeconds(120));
        Console.WriteLine($"     {Sockets * 3:N0} events of the storm were published after {watch.Elapsed.TotalSeconds:0.0} s");
        return new Figure("10,000 connects and joins absorbed", absorbed.TotalMilliseconds, 5_000);
    }
}
