using System.Text;
using Microsoft.Extensions.Options;
using Realtime.Messaging.Batches;
using Realtime.Presence.Outbox;

namespace Realtime.Presence.Tests.Outbox;

public sealed class MembersEntriesTests
{
    private readonly MembersEntries _entries = new(Options.Create(new PresenceOptions { MaxRoomChangesPerTick = 3, MaxRoomFramesPerTick = 1_000 }), TimeProvider.System);

    [Fact]
    public void From_JoinAndLeaveOfOneUser_Cancel()
    {
        _entries.From([Joined("a", "u1"), Left("a", "u1"), Left("a", "u2"), Joined("a", "u2")]).ShouldBeEmpty();
    }

    [Fact]
    public void From_FewChanges_TellsEachInOneEntryPerRoom()
    {
        var entries = _entries.From([Joined("a", "u1"), Joined("b", "u1"), Left("a", "u2"), Joined("a", "u3"), Left("a", "u3"), Joined("a", "u3")]).ToArray();
        entries.Select(entry => entry.Target).ShouldBe(["room.a", "room.b"]);
        entries.ShouldAllBe(entry => entry.Kind == EntryKind.Members);
        Text(entries[0]).ShouldBe("""[{"user_id":"u1","action":"joined"},{"user_id":"u2","action":"left"},{"user_id":"u3","action":"joined"}]""");
    }

    [Fact]
    public void From_ManyChanges_BecomeOneSummary()
    {
        var entry = _entries.From([Joined("a", "u1", 7), Joined("a", "u2", 7), Joined("a", "u3", 7), Left("a", "u4", 7)]).Single();
        entry.Kind.ShouldBe(EntryKind.RoomMessage);
        entry.Type.ShouldBe("presence");
        Text(entry).ShouldBe("""{"room":"a","joined_count":3,"left_count":1,"count":7}""");
    }

    [Fact]
    public void From_FewChangesOfAHugeRoom_BecomeOneSummary()
    {
        _entries.From([Joined("a", "u1", 501), Joined("a", "u2", 501)]).Single().Type.ShouldBe("presence");
        _entries.From([Joined("a", "u1", 1_000)]).Single().Kind.ShouldBe(EntryKind.Members);
    }

    private static RoomChange Joined(string room, string user, int members = 2) => new(room, user, true, members);

    private static RoomChange Left(string room, string user, int members = 2) => new(room, user, false, members);

    private static string Text(BatchEntry entry) => Encoding.UTF8.GetString(entry.Data.Span);
}
