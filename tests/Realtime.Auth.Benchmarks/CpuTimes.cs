using System.Diagnostics;

namespace Realtime.Auth.Benchmarks;

/// <summary>CPU microseconds of one operation on one thread; a million divided by it is what one core can do in a second.</summary>
internal static class CpuTimes
{
    private const int Rounds = 5;
    private const int Operations = 4_000;

    public static async Task PrintAsync()
    {
        using var benchmarks = new TokenBenchmarks();
        await benchmarks.SetUp();
        await PrintAsync(nameof(TokenBenchmarks.IssueJwt), () => Task.FromResult(benchmarks.IssueJwt().Length > 0));
        await PrintAsync(nameof(TokenBenchmarks.ValidateJwtFirstTime), benchmarks.ValidateJwtFirstTime);
        await PrintAsync(nameof(TokenBenchmarks.ValidateJwtAgain), benchmarks.ValidateJwtAgain);
        await PrintAsync(nameof(TokenBenchmarks.IssueOpaque), () => Task.FromResult(benchmarks.IssueOpaque().Length > 0));
        await PrintAsync(nameof(TokenBenchmarks.ValidateOpaque), () => Task.FromResult(benchmarks.ValidateOpaque()));
    }

    private static async Task PrintAsync(string name, Func<Task<bool>> operation)
    {
        var best = TimeSpan.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var before = CpuTime();
            for (var i = 0; i < Operations; i++)
            {
                await operation();
            }

            var used = CpuTime() - before;
            best = used < best ? used : best;
        }

        var each = best.TotalMicroseconds / Operations;
        Console.WriteLine($"{name,-22} {each,8:0.0} µs CPU {1_000_000 / each,12:0}/s a core");
    }

    private static TimeSpan CpuTime()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }
}
