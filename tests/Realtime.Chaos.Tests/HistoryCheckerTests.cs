using Realtime.Chaos.Faults;
using Realtime.Chaos.History;

namespace Realtime.Chaos.Tests;

public class HistoryCheckerTests
{
    [Fact]
    public void Check_AllCameInOrder_FindsNothing() => HistoryChecker.Check(Good()).ShouldBeEmpty();

    [Fact]
    public void Check_AcceptedMessageMissing_FindsIt()
    {
        var ledger = Good();
        ledger.Accept("user.u1", "p1~3");
        HistoryChecker.Check(ledger).Single().ShouldBe("u1 never got p1~3 of user.u1");
    }

    [Fact]
    public void Check_DirectMessagesOutOfOrder_FindsIt()
    {
        var ledger = Good();
        ledger.Of("u1").Receive("user.u1", "p2~2", 0);
        ledger.Of("u1").Receive("user.u1", "p2~1", 0);
        HistoryChecker.Check(ledger).Single().ShouldContain("p2~1 of user.u1 after number 2");
    }

    [Fact]
    public void Check_MessageWithTwoOffsets_FindsIt()
    {
        var ledger = Good();
        ledger.Of("u1").Receive("room.r", "p1~1", 3);
        HistoryChecker.Check(ledger).ShouldContain("u1 got p1~1 of room.r 2 times");
    }

    [Fact]
    public void Check_Gap_FindsIt()
    {
        var ledger = Good();
        ledger.Of("u1").Receive("room.r", "p1~3", 4);
        HistoryChecker.Check(ledger).ShouldContain("u1 got offset 4 of r where 3 was next");
    }

    [Fact]
    public void Check_TwoUsersSeeDifferentMessagesAtOneOffset_FindsIt()
    {
        var ledger = Good();
        ledger.Of("u2", "r").Receive("room.r", "p9~1", 1);
        HistoryChecker.Check(ledger).ShouldContain(violation => violation.Contains("where others got"));
    }

    [Fact]
    public void Schedule_SameSeed_IsTheSameAndHitsEverything()
    {
        var schedule = KillSchedule.From(42, TimeSpan.FromMinutes(2));
        KillSchedule.From(42, TimeSpan.FromMinutes(2)).ShouldBe(schedule);
        KillSchedule.From(43, TimeSpan.FromMinutes(2)).ShouldNotBe(schedule);
        schedule.Select(kill => kill.Target).Distinct().Count().ShouldBe(7);
        schedule.Max(kill => kill.At).ShouldBeLessThan(TimeSpan.FromSeconds(108));
    }

    private static Ledger Good()
    {
        var ledger = new Ledger();
        var user = ledger.Of("u1", "r");
        for (var i = 1; i <= 2; i++)
        {
            ledger.Accept("user.u1", $"p1~{i}");
            ledger.Accept("room.r", $"p1~{i}");
            user.Receive("user.u1", $"p1~{i}", 0).ShouldBeTrue();
            user.Receive("user.u1", $"p1~{i}", 0).ShouldBeFalse();
            user.Receive("room.r", $"p1~{i}", i).ShouldBeTrue();
        }

        return ledger;
    }
}
