using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Realtime.Messaging.Rooms;

namespace Realtime.Messaging.Tests.Rooms;

public class RoomNamespacesTests
{
    [Fact]
    public void Of_WithoutConfiguration_HasTheDefaultsOfTheProtocol()
    {
        using var provider = Build([]);
        var rooms = provider.GetRequiredService<RoomNamespaces>();
        (rooms.Of("project:1").HistorySize, rooms.Of("project:1").HistoryTime, rooms.Of("project:1").Presence).ShouldBe((1000, TimeSpan.FromHours(24), true));
        (rooms.Of("chat:1").HistorySize, rooms.Of("chat:1").HistoryTime).ShouldBe((1000, TimeSpan.FromDays(7)));
        rooms.Of("room:lobby").HasHistory.ShouldBeFalse();
        rooms.Of("room:lobby").Presence.ShouldBeTrue();
        rooms.Of("vendor:1").HasHistory.ShouldBeFalse();
        rooms.Of("unknown:1").HasHistory.ShouldBeFalse();
        rooms.Of("unknown:1").Presence.ShouldBeFalse();
        rooms.Of("lobby").Subscribe.ShouldBe(RoomAccess.Anyone);
        rooms.Of("agent:c/a").Subscribe.ShouldBe(RoomAccess.Capability);
    }

    [Fact]
    public void Of_ConfiguredNamespace_ChangesOnlyWhatIsSaid()
    {
        using var provider = Build(new() { ["Rooms:Namespaces:chat:HistorySize"] = "5", ["Rooms:Namespaces:extra:Subscribe"] = "capability" });
        var rooms = provider.GetRequiredService<RoomNamespaces>();
        (rooms.Of("chat:1").HistorySize, rooms.Of("chat:1").HistoryTime).ShouldBe((5, TimeSpan.FromDays(7)));
        rooms.Of("project:1").HistorySize.ShouldBe(1000);
        rooms.Of("extra").Subscribe.ShouldBe(RoomAccess.Capability);
    }

    [Fact]
    public void Options_OutOfRange_AreRefusedByName()
    {
        using var provider = Build(new() { ["Rooms:Namespaces:chat:HistorySize"] = "-1" });
        Should.Throw<OptionsValidationException>(() => provider.GetRequiredService<IOptions<RoomOptions>>().Value)
            .Message.ShouldContain("Rooms:Namespaces:chat:HistorySize");
    }

    private static ServiceProvider Build(Dictionary<string, string?> settings) =>
        new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddRoomNamespaces()
            .BuildServiceProvider();
}
