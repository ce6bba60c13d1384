using System.Net;
using System.Net.Http.Json;
using Realtime.Contracts.Json;
using Realtime.Contracts.Sessions;
using Realtime.Presence.Tests.Support;
using Realtime.Testing;

namespace Realtime.Presence.Tests.Queries;

public sealed class WithoutDatabaseTests(ServersFixture servers) : IClassFixture<ServersFixture>
{
    [Fact]
    public async Task Without_its_database_the_service_starts_says_so_and_answers_503()
    {
        await using var stack = await PresenceStack.StartWithoutDatabaseAsync(servers);
        using var client = stack.Client();
        (await client.GetAsync("/api/v1/users/u1/presence")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await client.PostAsJsonAsync("/internal/sessions/acquire", new AcquireSession("k", "g", "c"), RealtimeJsonContext.Default.AcquireSession)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await client.GetAsync("/api/v1/vendors?sw=0,0&ne=1,1")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);

        var health = await client.GetAsync("/health");
        health.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await health.Content.ReadAsStringAsync()).ShouldContain("presencedb");
        (await client.GetAsync("/alive")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_public_routes_are_described_and_the_internal_ones_are_not()
    {
        await using var stack = await PresenceStack.StartWithoutDatabaseAsync(servers);
        using var client = stack.Client();
        var document = await client.GetStringAsync("/openapi/v1.json");
        document.ShouldContain("/api/v1/rooms/{room}/presence");
        document.ShouldContain("/api/v1/vendors");
        document.ShouldContain("next_cursor");
        document.ShouldNotContain("/internal");
    }
}
