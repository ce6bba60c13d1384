namespace Realtime.Testing;

/// <summary>What code takes from the managed heap.</summary>
public static class Allocations
{
    private const int Tries = 5;

    /// <summary>Bytes that the action allocates on this thread, the least of some tries: the first also pays for what is made once.</summary>
    public static long Of(Action action)
    {
        var least = long.MaxValue;
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
