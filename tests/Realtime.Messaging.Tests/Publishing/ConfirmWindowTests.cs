using Realtime.Messaging.Publishing;

namespace Realtime.Messaging.Tests.Publishing;

public class ConfirmWindowTests
{
    [Fact]
    public async Task Settle_WhileOthersAreAdded_PassesNoneBy()
    {
        var window = new ConfirmWindow(TimeSpan.FromHours(1), TimeProvider.System);
        var results = new List<Task<PublishResult>>();
        var added = 0UL;
        var adding = Task.Run(() =>
        {
            for (var i = 0; i < 300_000; i++)
            {
                var (sequence, result) = window.Add()!.Value;
                results.Add(result);
                Volatile.Write(ref added, sequence);
            }
        });
        while (!adding.IsCompleted)
        {
            window.Settle(Volatile.Read(ref added), multiple: true, PublishResult.Confirmed);
        }

        await adding;
        window.Settle(added, multiple: true, PublishResult.Confirmed);
        results.Count(static result => !result.IsCompleted).ShouldBe(0);
        results.ShouldAllBe(static result => result.Result == PublishResult.Confirmed);
    }

    [Fact]
    public async Task Results_AreWhatTheBrokerSaidOfEach()
    {
        var window = new ConfirmWindow(TimeSpan.Zero, TimeProvider.System);
        var tasks = Enumerable.Range(0, 5).Select(_ => window.Add()!.Value.Result).ToList();
        window.Return(2);
        window.Settle(2, multiple: true, PublishResult.Confirmed);
        window.Settle(4, multiple: false, PublishResult.Unavailable);
        tasks[2].IsCompleted.ShouldBeFalse();
        window.Sweep();
        window.Close();
        (await Task.WhenAll(tasks)).ShouldBe([PublishResult.Confirmed, PublishResult.Returned, PublishResult.Timeout, PublishResult.Unavailable, PublishResult.Timeout]);
        window.Add().ShouldBeNull();
    }
}
