using Realtime.Gateway.Delivery;

namespace Realtime.Gateway.Tests.Delivery;

public sealed class DedupeWindowTests
{
    [Fact]
    public void TryAdd_SameMessageAgain_IsFalsePerUserAndPublisher()
    {
        var window = new DedupeWindow(100);

        window.TryAdd("u1", new("alice", "m")).ShouldBeTrue();
        window.TryAdd("u1", new("alice", "m")).ShouldBeFalse();
        window.TryAdd("u2", new("alice", "m")).ShouldBeTrue();
        window.TryAdd("u1", new("bob", "m")).ShouldBeTrue();
    }

    [Fact]
    public void TryAdd_BeyondCapacity_ForgetsTheOldestAndStaysBounded()
    {
        var window = new DedupeWindow(100);
        for (var i = 0; i < 200; i++)
        {
            window.TryAdd("u", new("alice", "m" + i));
        }

        window.TryAdd("u", new("alice", "m199")).ShouldBeFalse();
        window.TryAdd("u", new("alice", "m0")).ShouldBeTrue();
    }

    [Fact]
    public void Take_ReceiptOfTheLast_ProvesAllBefore()
    {
        var ledger = new ReceiptLedger();
        ledger.Add(new("alice", "a"));
        var second = ledger.Add(new("bob", "b"));
        ledger.Add(new("alice", "c"));

        ledger.Take(second).ShouldBe([new Receipt("alice", "a"), new Receipt("bob", "b")]);
        ledger.Take(second).ShouldBeEmpty();
    }
}
