using Microsoft.EntityFrameworkCore;
using Realtime.Auth.Data;
using Realtime.Auth.Tests.Support;
using Realtime.Testing;

namespace Realtime.Auth.Tests.Revocation;

public sealed class OutboxTests(AuthFixture fixture) : IClassFixture<AuthFixture>
{
    [Fact]
    public async Task Revocation_WhileTheBrokerIsDown_IsPublishedWhenItIsBack()
    {
        var broker = new Uri(fixture.Broker);
        using var door = new TcpForwarder(broker.Host, broker.Port);
        var server = fixture.Start(broker: new UriBuilder(broker) { Host = "127.0.0.1", Port = door.Port }.Uri.AbsoluteUri);
        var dev = OAuthTestClient.Of(server);
        await using var listener = await RevocationListener.StartAsync(fixture.Broker);

        using (var response = await dev.PostAsync("/connect/revocation", ("subject", "user-1")))
        {
            response.EnsureSuccessStatusCode();
        }

        (await CountAsync(server)).ShouldBe(1);
        using var http = server.Connect();
        (await http.GetAsync("/health")).EnsureSuccessStatusCode();

        door.Open();
        await Eventually.Async(() => listener.Events.Any(revocation => revocation.Subject == "user-1"), TimeSpan.FromSeconds(90), "the event was lost");
        await Eventually.Async(async () => await CountAsync(server) == 0);
    }

    private static async Task<int> CountAsync(AuthServer server)
    {
        await using var context = await server.Get<IDbContextFactory<AuthDbContext>>().CreateDbContextAsync();
        return await context.OutboxMessages.CountAsync();
    }
}
