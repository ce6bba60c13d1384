using Xunit.Abstractions;

namespace Realtime.Chaos.Tests;

/// <summary>The short form of the program. Slowness fails nothing here: what takes longer is waited for, only a broken promise counts.</summary>
public class ShortChaosTests(ITestOutputHelper output)
{
    private const int Seed = 20261120;

    [Fact]
    public async Task EverythingIsKilledUnderLoad_NoPromiseIsBroken()
    {
        var options = new ChaosOptions { Seed = Seed, Duration = TimeSpan.FromSeconds(60), Users = 12, Rooms = 2, Publishers = 20, RatePerPublisher = 4 };
        using var log = new StringWriter();
        try
        {
            var (ledger, violations) = await ChaosRun.CheckAsync(options, TextWriter.Synchronized(log), CancellationToken.None);

            violations.ShouldBeEmpty();
            ledger.Accepted.ShouldBeGreaterThan(0);
            ledger.Reconnects.ShouldBeGreaterThan(0);
        }
        finally
        {
            output.WriteLine(log.ToString());
        }
    }
}
