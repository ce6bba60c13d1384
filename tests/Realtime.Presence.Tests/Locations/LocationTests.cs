using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Realtime.Contracts.Json;
using Realtime.Contracts.Locations;
using Realtime.Presence.Tests.Support;
using Realtime.Testing;

namespace Realtime.Presence.Tests.Locations;

public sealed class LocationTests(ServersFixture servers, StackFixture fixture) : IClassFixture<ServersFixture>, IClassFixture<StackFixture>
{
    [Fact]
    public async Task A_box_holds_the_vendors_inside_nearest_first_also_over_the_antimeridian()
    {
        using var client = fixture.Stack.Client();
        await PutAsync(client, ("far", 52.60, 13.50), ("near", 52.51, 13.41), ("outside", 48.1, 11.6), ("fiji-east", -17.5, -179.5), ("fiji-west", -17.5, 179.0), ("edge", 10, 180));

        (await NearAsync(client, "52.4,13.3", "52.6,13.5")).ShouldBe(["near", "far"]);
        (await NearAsync(client, "52.4,13.3", "52.6,13.5", limit: 1)).ShouldBe(["near"]);
        (await NearAsync(client, "-20,178", "-15,-179")).ShouldBe(["fiji-east", "fiji-west"], ignoreOrder: true);
        (await NearAsync(client, "9,-180", "11,-170")).ShouldBe(["edge"]);
        (await NearAsync(client, "0,0", "1,1")).ShouldBeEmpty();

        var response = await client.PostAsJsonAsync("/internal/locations/query", new LocationQuery(-20, 178, -15, -179, 10), RealtimeJsonContext.Default.LocationQuery);
        var found = await response.Content.ReadFromJsonAsync(RealtimeJsonContext.Default.IReadOnlyListVendorPosition);
        found!.Select(vendor => vendor.VendorId).ShouldBe(["fiji-west", "fiji-east"]);
        found![0].Lng.ShouldBe(179.0);
    }

    [Theory]
    [InlineData("sw=91,0&ne=1,1", "sw")]
    [InlineData("ne=1,1", "sw")]
    [InlineData("sw=0,0&ne=1,181", "ne")]
    [InlineData("sw=2,0&ne=1,1", "ne")]
    [InlineData("sw=0,0&ne=1,1&limit=0", "limit")]
    public async Task Near_BadBox_NamesTheField(string query, string field)
    {
        using var client = fixture.Stack.Client();
        await ShouldNameAsync(await client.GetAsync("/api/v1/vendors?" + query), field);
    }

    [Fact]
    public async Task Put_BadPosition_NamesTheField()
    {
        using var client = fixture.Stack.Client();
        foreach (var (body, field) in new[] { ("""[{"vendor_id":"v1","lat":91,"lng":0}]""", "lat"), ("""[{"vendor_id":"v1","lat":0,"lng":-181}]""", "lng"), ("""[{"lat":0,"lng":0}]""", "vendor_id") })
        {
            await ShouldNameAsync(await client.PostAsync("/internal/locations/vendors", new StringContent(body, System.Text.Encoding.UTF8, "application/json")), field);
        }

        await ShouldNameAsync(await client.PostAsJsonAsync("/internal/locations/query", new LocationQuery(10, 0, 9, 1, 5), RealtimeJsonContext.Default.LocationQuery), "north");
    }

    [Fact]
    public async Task An_older_position_changes_nothing_and_a_removed_vendor_is_not_found()
    {
        using var client = fixture.Stack.Client();
        var now = DateTimeOffset.UtcNow;
        await PutPositionsAsync(client, new VendorPosition("v1", 30, 40, now));
        await PutPositionsAsync(client, new VendorPosition("v1", 50, 50, now.AddSeconds(-1)));
        (await NearAsync(client, "29,39", "31,41")).ShouldBe(["v1"]);

        (await client.PostAsJsonAsync("/internal/locations/remove", new RemoveVendor("v1"), RealtimeJsonContext.Default.RemoveVendor)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await NearAsync(client, "29,39", "31,41")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_position_that_nobody_renews_is_forgotten()
    {
        await using var stack = await PresenceStack.StartAsync(servers, 1, "--Presence:RetentionInterval=00:00:01");
        using var client = stack.Client();
        await PutAsync(client, ("v1", 10, 20));
        (await NearAsync(client, "9,19", "11,21")).ShouldBe(["v1"]);
        await stack.ScalarAsync<object>("update vendors set updated_at = updated_at - interval '1 hour'");
        (await NearAsync(client, "9,19", "11,21")).ShouldBeEmpty();
        await Eventually.Async(async () => await stack.ScalarAsync<long>("select count(*) from vendors") == 0);
    }

    [Fact]
    public async Task Vendors_of_a_dead_gateway_leave_the_map_and_their_followers_are_told()
    {
        await using var stack = await PresenceStack.StartAsync(servers, 1, "--Presence:SweepInterval=00:00:00.100");
        using var client = stack.Client();
        await using var follower = await FakeGateway.StartAsync(stack.BrokerAddress, "g1", "room.vendor:v1");
        await using var gateway = await FakeGateway.StartAsync(stack.BrokerAddress, "g2");
        await gateway.SendAsync(gateway.Open("c1", "v1", "socket-io"));
        await Eventually.Async(async () => await stack.ScalarAsync<long>("select connections from totals") == 1);
        await PutAsync(client, ("v1", 10, 20), ("from-the-bus", 10, 20));

        await stack.LoseAsync("g2");
        await Eventually.Async(() => follower.Received.Any(entry => entry.Type == "vendor_status_changed"));
        System.Text.Encoding.UTF8.GetString(follower.Received.First().Data.Span).ShouldBe("""{"vendorId":"v1","isOnline":false}""");
        // Followers are told before the removal commits, so that a kill in between tells them twice rather than never.
        await Eventually.Async(async () => await NearAsync(client, "9,19", "11,21") is ["from-the-bus"]);
    }

    private static async Task ShouldNameAsync(HttpResponseMessage response, string field)
    {
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("field").GetString().ShouldBe(field);
    }

    private static Task PutAsync(HttpClient client, params (string Vendor, double Lat, double Lng)[] positions) =>
        PutPositionsAsync(client, [.. positions.Select(position => new VendorPosition(position.Vendor, position.Lat, position.Lng, DateTimeOffset.UtcNow))]);

    private static async Task PutPositionsAsync(HttpClient client, params VendorPosition[] positions) =>
        (await client.PostAsJsonAsync("/internal/locations/vendors", positions, RealtimeJsonContext.Default.IReadOnlyListVendorPosition)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

    private static async Task<string[]> NearAsync(HttpClient client, string sw, string ne, int limit = 100)
    {
        var answer = await client.GetFromJsonAsync<JsonElement>($"/api/v1/vendors?sw={sw}&ne={ne}&limit={limit}");
        return [.. answer.GetProperty("vendors").EnumerateArray().Select(vendor => vendor.GetProperty("vendor_id").GetString()!)];
    }
}
