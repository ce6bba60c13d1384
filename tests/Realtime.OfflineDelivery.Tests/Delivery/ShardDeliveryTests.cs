using Realtime.Messaging.Batches;
using Realtime.OfflineDelivery.Sequencing;
using Realtime.OfflineDelivery.Tests.Support;

namespace Realtime.OfflineDelivery.Tests.Delivery;

public class ShardDeliveryTests
{
    [Fact]
    public void Weight_IsWhatTheDatabaseHasToFind()
    {
        var acknowledge = new BatchEntry { Kind = EntryKind.Acknowledge, Target = "user.u1", Data = MessageIdList.Write([.. Enumerable.Range(0, 500).Select(i => $"m{i}")]) };
        var journey = new BatchEntry { Kind = EntryKind.Journey, Target = "user.u1" };

        WeightOf(journey).ShouldBe(1);
        WeightOf(FakeGateway.Direct("u1", "1"), FakeGateway.Room("chat:a", "2"), journey).ShouldBe(2);
        WeightOf(FakeGateway.Direct("u1", "1"), acknowledge).ShouldBe(501);
    }

    private static int WeightOf(params BatchEntry[] entries) => new ShardDelivery(0, null!, null!, Redelivered: false, "g1", entries).Weight;
}
