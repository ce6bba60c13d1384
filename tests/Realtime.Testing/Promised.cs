namespace Realtime.Testing;

/// <summary>
/// A promised time. What the system does late once on a busy machine it does in time on the next try; what lost its promise is late on every one.
/// </summary>
public static class Promised
{
    private const int Attempts = 3;

    /// <summary>Passes as soon as a measurement is within the bound; fails with all of them when none is.</summary>
    public static async Task WithinAsync(TimeSpan bound, Func<Task<TimeSpan>> measure)
    {
        var measured = new List<TimeSpan>();
        while (measured.Count < Attempts)
        {
            measured.Add(await measure());
            if (measured[^1] <= bound)
            {
                return;
            }
        }

        throw new TimeoutException($"Promised within {bound.TotalSeconds:0.###} s, took {string.Join(", ", measured.Select(time => $"{time.TotalSeconds:0.###} s"))}.");
    }
}
