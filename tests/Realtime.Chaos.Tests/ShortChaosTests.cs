using Xunit.Abstractions;

namespace Realtime.Chaos.Tests;

public class ShortChaosTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Everything_is_killed_at_random_for_a_minute_and_every_promise_holds()
    {
        using var log = new StringWriter();
        var options = new ChaosOptions { Seed = Random.Shared.Next(), Duration = TimeSpan.FromSeconds(60), Users = 10, Rooms = 3, Publishers = 20 };
        var result = await ChaosRun.RunAsync(options, log, CancellationToken.None);
        output.WriteLine(log.ToString());
        result.ShouldBe(0, log.ToString());
    }
}
