using System.Text.Json;
using Microsoft.Extensions.Options;
using Realtime.Messaging.Publishing;
using Realtime.Testing;

namespace Realtime.Messaging.Tests.Connections;

public class BrokerConnectionTests(ServersFixture servers) : IClassFixture<ServersFixture>
{
    [Fact]
    public async Task Start_BrokerDown_RunsAndAnswersUnavailable()
    {
        await using var host = await MessagingHost.StartAsync($"amqp://nobody:nothing@127.0.0.1:{FreePort.Next()}", connected: false);
        host.Broker.IsConnected.ShouldBeFalse();
        (await host.Shards.PublishAsync(MessagingHost.Direct("u1", 1))).ShouldBe(PublishResult.Unavailable);
        (await host.Confirmed.PublishAsync("", "x", default)).ShouldBe(PublishResult.Unavailable);
        host.Fanout.TryPost("all", MessagingHost.Direct("u1", 1)).ShouldBeFalse();
    }

    [Fact]
    public async Task ConnectionClosedByBroker_ConnectsAgainAndPublishes()
    {
        var address = await servers.CreateVirtualHostAsync();
        await using var host = await MessagingHost.StartAsync(address);
        var changes = new List<bool>();
        host.Broker.Changed += changes.Add;
        await CloseConnectionsAsync(new Uri(address).AbsolutePath.TrimStart('/'));
        await Eventually.Async(() => changes.Count >= 2);
        changes[..2].ShouldBe([false, true]);
        host.Broker.Generation.ShouldBe(2);
        await Eventually.Async(async () => await host.Shards.PublishAsync(MessagingHost.Direct("u1", 1)) == PublishResult.Confirmed);
    }

    [Fact]
    public async Task ConnectionString_Missing_FailsTheStartByName()
    {
        var failure = await Should.ThrowAsync<OptionsValidationException>(async () => await MessagingHost.StartAsync(""));
        failure.Message.ShouldContain("ConnectionStrings:messaging");
    }

    private async Task CloseConnectionsAsync(string virtualHost)
    {
        using var client = servers.CreateManagementClient();
        // The management API lists a connection only some time after it was opened.
        await Eventually.Async(
            async () =>
            {
                using var list = JsonDocument.Parse(await client.GetStringAsync($"api/vhosts/{virtualHost}/connections"));
                foreach (var connection in list.RootElement.EnumerateArray())
                {
                    (await client.DeleteAsync($"api/connections/{Uri.EscapeDataString(connection.GetProperty("name").GetString()!)}")).Dispose();
                }

                return list.RootElement.GetArrayLength() > 0;
            },
            TimeSpan.FromSeconds(60));
    }
}
