using Npgsql;
using Realtime.Presence.Data;
using Realtime.ServiceDefaults.Startup;

namespace Realtime.Presence.Tests.Data;

public sealed class ConnectionStringTests
{
    [Fact]
    public void From_PlainString_GetsOurDefaultsAndKeepsWhatItSays()
    {
        var plain = new NpgsqlConnectionStringBuilder(PresenceConnectionString.From("Host=db;Database=p"));
        plain.Timeout.ShouldBe(5);
        plain.MaxAutoPrepare.ShouldBe(50);
        new NpgsqlConnectionStringBuilder(PresenceConnectionString.From("Host=db;Timeout=9")).Timeout.ShouldBe(9);
    }

    [Fact]
    public void From_Nonsense_IsAConfigurationErrorWithoutTheText()
    {
        Should.Throw<ServiceConfigurationException>(() => PresenceConnectionString.From("Hst=db;Password=secret")).Message.ShouldNotContain("secret");
    }
}
