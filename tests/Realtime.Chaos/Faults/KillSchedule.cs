namespace Realtime.Chaos.Faults;

/// <summary>What is killed when: a function of the seed alone.</summary>
public static class KillSchedule
{
    private static readonly string[] Targets = ["gateway-1", "gateway-2", "offline-delivery", "presence", "edge", "messaging", "postgres"];

    /// <summary>A kill every 3 to 9 seconds, none in the last tenth; each target is hit before any is hit again.</summary>
    public static IReadOnlyList<Kill> From(int seed, TimeSpan duration)
    {
        var random = new Random(seed);
        var kills = new List<Kill>();
        var round = new Queue<string>();
        var at = TimeSpan.FromSeconds(3);
        while (at < duration * 0.9)
        {
            if (round.Count == 0)
            {
                var shuffled = Targets.ToArray();
                random.Shuffle(shuffled);
                round = new Queue<string>(shuffled);
            }

            kills.Add(new Kill(at, round.Dequeue()));
            at += TimeSpan.FromSeconds(3 + (random.NextDouble() * 6));
        }

        return kills;
    }
}
