using System.Diagnostics;

namespace Realtime.Testing;

/// <summary>Waits for a condition with a deadline, so that tests never wait for the clock.</summary>
public static class Eventually
{
    private static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns as soon as the condition holds; fails with <paramref name="because"/> when it does not within the deadline.</summary>
    public static Task Async(Func<bool> condition, TimeSpan? deadline = null, string? because = null) =>
        Async(() => Task.FromResult(condition()), deadline, because);

    /// <inheritdoc cref="Async(Func{bool}, TimeSpan?, string?)"/>
    public static async Task Async(Func<Task<bool>> condition, TimeSpan? deadline = null, string? because = null)
    {
        await ValueAsync(async () => await condition() ? true : (bool?)null, deadline, because ?? "the condition did not become true");
    }

    /// <summary>Returns the first value that is not null; fails when there is none within the deadline.</summary>
    public static async Task<T> ValueAsync<T>(Func<Task<T?>> probe, TimeSpan? deadline = null, string? because = null)
        where T : struct
    {
        var box = await ObjectAsync<object>(async () => await probe(), deadline, because);
        return (T)box;
    }

    /// <inheritdoc cref="ValueAsync{T}(Func{Task{T?}}, TimeSpan?, string?)"/>
    public static async Task<T> ObjectAsync<T>(Func<Task<T?>> probe, TimeSpan? deadline = null, string? because = null)
        where T : class
    {
        var limit = deadline ?? DefaultDeadline;
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (await probe() is { } value)
            {
                return value;
            }

            if (watch.Elapsed > limit)
            {
                throw new TimeoutException($"Waited {limit.TotalSeconds:0.###} s: {because ?? "no value came"}.");
            }

            await Task.Delay(Pause);
        }
    }

    /// <summary>Repeats assertions until none fails; the last failure is the test's failure.</summary>
    public static async Task PassesAsync(Func<Task> assertions, TimeSpan? deadline = null)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await assertions();
                return;
            }
            catch (Exception) when (watch.Elapsed < (deadline ?? DefaultDeadline))
            {
                await Task.Delay(Pause);
            }
        }
    }
}
