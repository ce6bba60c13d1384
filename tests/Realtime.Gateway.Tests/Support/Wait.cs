using System.Diagnostics;

namespace Realtime.Gateway.Tests.Support;

internal static class Wait
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Polls until the condition holds; fails after the limit.</summary>
    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            if (watch.Elapsed > Limit)
            {
                throw new TimeoutException($"Not within {Limit.TotalSeconds} s: {what}.");
            }

            await Task.Delay(5);
        }
    }
}
