using Aspire.Hosting.PostgreSQL;
using Aspire.Hosting.RabbitMQ;
using Realtime.Testing;

namespace Realtime.Hosting.Tests.Testing;

public sealed class ServersFixtureTests(ServersFixture servers) : IClassFixture<ServersFixture>
{
    [Fact]
    public async Task CreateDatabaseAsync_ConnectionString_LogsIn() =>
        (await PostgresProbe.CheckAsync(await servers.CreateDatabaseAsync(), CancellationToken.None)).IsHealthy.ShouldBeTrue();

    [Fact]
    public async Task CreateDatabaseAsync_Twice_GivesTwoDatabases() =>
        (await servers.CreateDatabaseAsync()).ShouldNotBe(await servers.CreateDatabaseAsync());

    [Fact]
    public async Task CreateVirtualHostAsync_Uri_LogsIn() =>
        (await RabbitMQProbe.CheckAsync(new Uri(await servers.CreateVirtualHostAsync()), CancellationToken.None)).IsHealthy.ShouldBeTrue();

    [Fact]
    public async Task CreateVirtualHostAsync_WrongPassword_IsRefused()
    {
        var uri = new UriBuilder(await servers.CreateVirtualHostAsync()) { Password = "wrong" }.Uri;

        (await RabbitMQProbe.CheckAsync(uri, CancellationToken.None)).IsRefused.ShouldBeTrue();
    }
}
