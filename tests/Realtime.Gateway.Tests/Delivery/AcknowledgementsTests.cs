using Microsoft.Extensions.Options;
using Realtime.Gateway.Delivery;

namespace Realtime.Gateway.Tests.Delivery;

public sealed class AcknowledgementsTests
{
    [Fact]
    public void A_device_that_acknowledges_without_end_leaves_room_to_the_others()
    {
        var acknowledgements = new Acknowledgements(null!, Options.Create(new DeliveryOptions { MaxPendingReports = 10_000 }), TimeProvider.System);

        acknowledgements.Add("greedy", "phone", Ids(0, 4_000));
        acknowledgements.Dropped.ShouldBe(0, "nobody else needs the room");
        acknowledgements.Add("greedy", "phone", Ids(4_000, 6_000));
        acknowledgements.Dropped.ShouldBe(5_000);

        acknowledgements.Add("other", "phone", Ids(0, 2_000));
        acknowledgements.Add("other", "laptop", Ids(0, 2_000));
        acknowledgements.Dropped.ShouldBe(5_000);
        acknowledgements.Add("other", "laptop", Ids(2_000, 1));
        acknowledgements.Dropped.ShouldBe(5_001);
    }

    private static Receipt[] Ids(int start, int count) => [.. Enumerable.Range(start, count).Select(static i => new Receipt("alice", $"m{i}"))];
}
