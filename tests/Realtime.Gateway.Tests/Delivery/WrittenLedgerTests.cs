using Realtime.Gateway.Delivery;

namespace Realtime.Gateway.Tests.Delivery;

public sealed class WrittenLedgerTests
{
    [Fact]
    public void Take_IdOfTwoPublishers_IsTheOneWrittenFirst()
    {
        var ledger = new WrittenLedger();
        ledger.Add(new("alice", "1"));
        ledger.Add(new("bob", "1"));
        ledger.Add(new("carol", "1"));

        ledger.Take(["1"]).ShouldBe([new Receipt("alice", "1")]);
        ledger.Take(["1", "1"]).ShouldBe([new Receipt("bob", "1"), new Receipt("carol", "1")]);
        ledger.Take(["1"]).ShouldBeEmpty();
    }

    [Fact]
    public void Take_WhatWasNotWritten_IsNothing()
    {
        var ledger = new WrittenLedger();
        ledger.Add(new("alice", "1"));

        ledger.Take(["2", "1"]).ShouldBe([new Receipt("alice", "1")]);
    }

    [Fact]
    public void Take_MessageSentAgain_AcknowledgesBothCopiesBeforeAnother()
    {
        var ledger = new WrittenLedger();
        ledger.Add(new("alice", "1"));
        ledger.Add(new("alice", "1"));
        ledger.Add(new("bob", "1"));

        ledger.Take(["1", "1"]).ShouldBe([new Receipt("alice", "1"), new Receipt("alice", "1")]);
        ledger.Take(["1", "1"]).ShouldBe([new Receipt("bob", "1")]);
    }

    [Fact]
    public void TakeBack_OneOfTwoCopies_LeavesTheOther()
    {
        var ledger = new WrittenLedger();
        ledger.Add(new("alice", "1"));
        ledger.Add(new("alice", "1"));
        ledger.TakeBack(new("alice", "1"));

        ledger.Take(["1", "1"]).ShouldBe([new Receipt("alice", "1")]);
    }

    [Theory]
    [InlineData(2_000)]
    [InlineData(5_000)]
    public void Take_OneThatIsNeverAcknowledged_DoesNotCountThoseBehindItThatWere(int others)
    {
        var ledger = new WrittenLedger();
        ledger.Add(new("alice", "first"));
        ledger.Add(new("bob", "first"));
        for (var i = 0; i < others; i++)
        {
            ledger.Add(new("alice", $"{i}"));
            if (i % 2 == 0)
            {
                ledger.Take([$"{i}"]).ShouldBe([new Receipt("alice", $"{i}")]);
            }
            else
            {
                ledger.TakeBack(new("alice", $"{i}"));
            }
        }

        ledger.Take(["0", "first", "first"]).ShouldBe([new Receipt("alice", "first"), new Receipt("bob", "first")]);
    }

    [Fact]
    public void Add_BehindManyThatAreGone_ForgetsTheOldestThatWaits()
    {
        var ledger = new WrittenLedger();
        for (var i = 0; i < 1_000; i++)
        {
            ledger.Add(new("alice", $"{i}"));
        }

        ledger.Take([.. Enumerable.Range(0, 1_000).Where(i => i % 2 == 1).Select(i => $"{i}")]).Count.ShouldBe(500);
        for (var i = 1_000; i < 1_525; i++)
        {
            ledger.Add(new("alice", $"{i}"));
        }

        ledger.Take(["0", "2"]).ShouldBe([new Receipt(null, "0"), new Receipt("alice", "2")]);
    }

    [Theory]
    [InlineData("alice", "bob", "carol")]
    [InlineData("bob", "alice", "carol")]
    [InlineData("carol", "alice", "bob")]
    public void TakeBack_OneOfAnId_LeavesTheOthers(string gone, string first, string second)
    {
        var ledger = new WrittenLedger();
        foreach (var publisher in new[] { "alice", "bob", "carol" })
        {
            ledger.Add(new(publisher, "1"));
        }

        ledger.TakeBack(new(gone, "1"));

        ledger.Take(["1", "1", "1"]).ShouldBe([new Receipt(first, "1"), new Receipt(second, "1")]);
    }

    [Fact]
    public void Take_IdThatMayHaveBeenForgotten_NamesNoPublisher()
    {
        var ledger = new WrittenLedger();
        for (var i = 0; i < 1_025; i++)
        {
            ledger.Add(new("alice", $"{i}"));
        }

        ledger.Take(["0", "1", "1024"]).ShouldBe([new Receipt(null, "0"), new Receipt("alice", "1"), new Receipt("alice", "1024")]);
    }

    [Fact]
    public void Take_EverythingAsItComes_ForgetsNothing()
    {
        var ledger = new WrittenLedger();
        for (var i = 0; i < 5_000; i++)
        {
            ledger.Add(new("alice", $"{i}"));
            ledger.Take([$"{i}"]).ShouldBe([new Receipt("alice", $"{i}")]);
        }

        ledger.Take(["0"]).ShouldBeEmpty();
    }
}
