using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Realtime.Gateway.Delivery;
using Realtime.Gateway.Diagnostics;
using Realtime.Gateway.Hub;
using Realtime.Gateway.Protocol;
using Realtime.Messaging.Publishing;

namespace Realtime.Gateway.Tests.Delivery;

public sealed class ConfirmBurstsTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ConfirmBursts _confirms;

    public ConfirmBurstsTests()
    {
        var counters = new GatewayCounters(_services.GetRequiredService<IMeterFactory>());
        _confirms = new ConfirmBursts(new ConnectionHub(new ProtocolRegistry(_services), counters, NullLogger<ConnectionHub>.Instance));
    }

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task What_waits_for_one_batch_goes_on_in_order_in_one_burst()
    {
        var batch = new TaskCompletionSource<PublishResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var wentOn = new List<Step>();
        var publishes = Enumerable.Range(0, 20).Select(publish => PublishAsync(publish, batch.Task, wentOn)).ToArray();

        batch.SetResult(PublishResult.Confirmed);
        await Task.WhenAll(publishes);

        wentOn.Select(step => step.Publish).ShouldBe(Enumerable.Range(0, 20));
        wentOn.ShouldAllBe(step => step.Result == PublishResult.Confirmed && step.InBurst && step.Thread == wentOn[0].Thread);
    }

    [Fact]
    public async Task Batches_answer_their_own_publishes_only()
    {
        var refused = new TaskCompletionSource<PublishResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = new TaskCompletionSource<PublishResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = _confirms.JoinAsync(refused.Task);
        var second = _confirms.JoinAsync(waiting.Task);

        refused.SetResult(PublishResult.Unavailable);

        (await first).ShouldBe(PublishResult.Unavailable);
        second.IsCompleted.ShouldBeFalse();
        waiting.SetResult(PublishResult.Confirmed);
        (await second).ShouldBe(PublishResult.Confirmed);
        (await _confirms.JoinAsync(waiting.Task)).ShouldBe(PublishResult.Confirmed);
    }

    // Outside of the test's own context, as in the gateway, which has none.
    private async Task PublishAsync(int publish, Task<PublishResult> batch, List<Step> wentOn)
    {
        var result = await _confirms.JoinAsync(batch).ConfigureAwait(false);
        wentOn.Add(new Step(publish, result, Environment.CurrentManagedThreadId, Burst.Current is not null));
    }

    private sealed record Step(int Publish, PublishResult Result, int Thread, bool InBurst);
}
