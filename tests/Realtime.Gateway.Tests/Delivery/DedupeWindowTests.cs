using Realtime.Gateway.Delivery;

namespace Realtime.Gateway.Tests.Delivery;

public sealed class DedupeWindowTests
{
    [Fact]
    public void TryAdd_SameMessageAgain_IsFalsePerUser()
    {
        var window = new DedupeWindow(100);

        window.TryAdd("u1", "m").ShouldBeTrue();
        window.TryAdd("u1", "m").ShouldBeFalse();
        window.TryAdd("u2", "m").ShouldBeTrue();
    }

    [Fact]
    public void TryAdd_BeyondCapacity_ForgetsTheOldestAndStaysBounded()
    {
        var window = new DedupeWindow(100);
        for (var i = 0; i < 200; i++)
        {
            window.TryAdd("u", "m" + i);
        }

        window.TryAdd("u", "m199").ShouldBeFalse();
        window.TryAdd("u", "m0").ShouldBeTrue();
    }

    [Fact]
    public void Take_ReceiptOfTheLast_ProvesAllBefore()
    {
        var ledger = new ReceiptLedger();
        ledger.Add("a");
        var second = ledger.Add("b");
        ledger.Add("c");

        ledger.Take(second).ShouldBe(["a", "b"]);
        ledger.Take(second).ShouldBeEmpty();
    }
}
