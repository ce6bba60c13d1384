using System.Diagnostics;
using Realtime.EndToEnd.Tests.Client;
using Realtime.EndToEnd.Tests.Stack;
using Realtime.Testing;

namespace Realtime.EndToEnd.Tests.Failures;

[Collection(StackCollection.Name)]
public sealed class RollingRestartTests(StackFixture stack)
{
    private static readonly TimeSpan BelowTheEdgesLimit = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task A_rolling_restart_of_both_gateways_under_load_loses_no_durable_message_and_keeps_their_order()
    {
        const int Users = 4;
        var run = Guid.NewGuid().ToString("N")[..8];
        var readers = Enumerable.Range(0, Users).Select(n => new FaithfulReader(stack, $"rolling-{run}-{n}")).ToList();
        using var stop = new CancellationTokenSource();
        var publishing = Enumerable.Range(0, Users).Select(n => PublishAsync($"rolling-{run}-{n}", stop.Token)).ToList();
        try
        {
            await Eventually.Async(() => readers.TrueForAll(reader => reader.Received.Count > 0), Patience, "not every reader is connected");
            foreach (var gateway in new[] { "gateway-1", "gateway-2" })
            {
                var pid = await stack.Run.TerminateAsync(gateway);
                await Eventually.Async(
                    async () => await stack.Run.ResourceAsync(gateway) is { Health: "Healthy", Pid: { } now } && now != pid,
                    Patience,
                    $"{gateway} did not come back");
            }

            await stop.CancelAsync();
            for (var n = 0; n < Users; n++)
            {
                var accepted = await publishing[n];
                accepted.Count.ShouldBeGreaterThan(10);
                var reader = readers[n];
                await Eventually.PassesAsync(
                    () =>
                    {
                        reader.Received.Where(accepted.Contains).ShouldBe(accepted.Order());
                        return Task.CompletedTask;
                    },
                    Patience);
            }

            readers.ShouldContain(reader => reader.WasToldToMove);
            readers.SelectMany(reader => reader.Closes).ShouldContain(1001);
        }
        finally
        {
            foreach (var reader in readers)
            {
                await reader.DisposeAsync();
            }
        }
    }

    /// <summary>Publishes numbers one by one until told to stop; a number that is not accepted is tried again under its id.</summary>
    private async Task<HashSet<int>> PublishAsync(string user, CancellationToken stop)
    {
        var accepted = new HashSet<int>();
        using var publisher = new HttpPublisher(stack);
        using var pace = new PeriodicTimer(BelowTheEdgesLimit);
        for (var n = 0; !stop.IsCancellationRequested; n++)
        {
            await pace.WaitForNextTickAsync(CancellationToken.None);
            var id = $"{user}-{n}";
            var watch = Stopwatch.StartNew();
            while (!await publisher.TryPublishAsync(user, id, n))
            {
                watch.Elapsed.ShouldBeLessThan(Patience, $"{id} was never accepted");
            }

            accepted.Add(n);
        }

        return accepted;
    }
}
