using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Realtime.Contracts.DomainEvents;
using Realtime.Contracts.Locations;
using Realtime.Messaging.Batches;
using Realtime.Presence.Tests.Support;
using Realtime.Testing;

namespace Realtime.Presence.Tests.Locations;

public sealed class LocationTests(ServersFixture servers) : IClassFixture<ServersFixture>
{
    [Fact]
    public async Task A_box_holds_the_vendors_inside_nearest_first_also_over_the_antimeridian()
    {
        await using var stack = await PresenceStack.StartAsync(servers);
        using var client = stack.Client();
        await PutAsync(client, ("far", 52.60, 13.50), ("near", 52.51, 13.41), ("outside", 48.1, 11.6), ("fiji-east", -17.5, -179.5), ("fiji-west", -17.5, 179.0), ("edge", 10, 180));

        (await NearAsync(client, "52.4,13.3", "52.6,13.5")).ShouldBe(["near", "far"]);
        (await NearAsync(client, "52.4,13.3", "52.6,13.5", limit: 1)).ShouldBe(["near"]);
        (await NearAsync(client, "-20,178", "-15,-179")).ShouldBe(["fiji-east", "fiji-west"], ignoreOrder: true);
        (await NearAsync(client, "9,-180", "11,-170")).ShouldBe(["edge"]);
        (await NearAsync(client, "0,0", "1,1")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("sw=91,0&ne=1,1", "sw")]
    [InlineData("ne=1,1", "sw")]
    [InlineData("sw=0,0&ne=1,181", "ne")]
    [InlineData("sw=2,0&ne=1,1", "ne")]
    [InlineData("sw=0,0&ne=1,1&limit=0", "limit")]
    public async Task Near_BadBox_NamesTheField(string query, string field)
    {
        await using var stack = await PresenceStack.StartAsync(servers);
        using var client = stack.Client();
        var response = await client.GetAsync("/api/v1/vendors?" + query);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("field").GetString().ShouldBe(field);
    }

    [Fact]
    public async Task Put_BadPosition_NamesTheField()
    {
        await using var stack = await PresenceStack.StartAsync(servers);
        using var client = stack.Client();
        foreach (var (body, field) in new[] { ("""[{"vendor_id":"v1","lat":91,"lng":0}]""", "lat"), ("""[{"vendor_id":"v1","lat":0}]""", "lng"), ("""[{"lat":0,"lng":0}]""", "vendor_id") })
        {
            var response = await client.PostAsync("/internal/locations/positions", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
            response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("field").GetString().ShouldBe(field);
        }
    }

    [Fact]
    public async Task Moves_are_told_at_most_once_an_interval_the_first_at_once_and_the_last_always()
    {
        await using var stack = await PresenceStack.StartAsync(servers, replicas: 2);
        await using var follower = await FakeGateway.StartAsync(stack.BrokerAddress, "g1", "room.vendor:v1");
        using var one = stack.Client();
        using var two = stack.Client(stack.Last);
        var watch = Stopwatch.StartNew();
        for (var n = 1; n <= 60; n++)
        {
            await PutAsync(n % 2 == 0 ? one : two, ("v1", 10 + (n * 0.001), 20));
        }

        await Eventually.Async(() => Moves(follower).Any(move => move.GetProperty("lat").GetDouble() == 10.06));
        var moves = Moves(follower);
        moves.Length.ShouldBeLessThanOrEqualTo((int)Math.Ceiling(watch.Elapsed.TotalSeconds) + 1);
        moves.Length.ShouldBeGreaterThanOrEqualTo(2);
        moves[0].GetProperty("lat").GetDouble().ShouldBeLessThan(10.06);
        follower.Received.Count(entry => entry.Type == "vendor_status_changed").ShouldBe(1);
    }

    [Fact]
    public async Task Cells_hear_of_arrivals_moves_and_departures()
    {
        await using var stack = await PresenceStack.StartAsync(servers, 1, "--Presence:Locations:FeedInterval=00:00:00.050");
        using var client = stack.Client();
        var here = GeoCells.Cover(GeoBox.Around(52.5, 13.4, 2)).Select(room => "room." + room).ToArray();
        await using var follower = await FakeGateway.StartAsync(stack.BrokerAddress, "g1", here);

        await PutAsync(client, ("v1", 48.1, 11.6));
        await PutAsync(client, ("v1", 52.5, 13.4));
        await Eventually.Async(() => Moves(follower).Length == 1);
        await PutAsync(client, ("v1", 48.1, 11.6));
        await Eventually.Async(() => Moves(follower).Length == 2);
        Moves(follower)[1].GetProperty("from").GetProperty("lat").GetDouble().ShouldBe(52.5);
        Moves(follower)[1].GetProperty("lat").GetDouble().ShouldBe(48.1);
        await PutAsync(client, ("v1", 48.2, 11.6), ("v2", 52.5, 13.4));
        await Eventually.Async(() => Moves(follower).Length == 3);
        Moves(follower)[2].GetProperty("vendor_id").GetString().ShouldBe("v2");
    }

    [Fact]
    public async Task An_older_position_changes_nothing_and_the_domain_event_counts_as_a_position()
    {
        await using var stack = await PresenceStack.StartAsync(servers);
        using var client = stack.Client();
        var now = DateTimeOffset.UtcNow;
        await stack.First.Services.GetRequiredService<IBus>().Publish(new VendorLocationChanged("v1", 10, 20, now));
        await Eventually.Async(async () => (await NearAsync(client, "9,19", "11,21")).Contains("v1"));

        var late = await client.PostAsJsonAsync("/internal/locations/positions", new[] { new { vendor_id = "v1", lat = 50.0, lng = 50.0, at = now.AddSeconds(-1) } });
        (await late.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accepted").GetInt32().ShouldBe(0);
        (await NearAsync(client, "9,19", "11,21")).ShouldBe(["v1"]);
    }

    [Fact]
    public async Task A_vendor_is_offline_when_its_last_socket_ends_also_by_the_death_of_the_gateway()
    {
        await using var stack = await PresenceStack.StartAsync(servers, 1, "--Presence:Lease=00:00:01", "--Presence:SweepInterval=00:00:00.100");
        using var client = stack.Client();
        await using var follower = await FakeGateway.StartAsync(stack.BrokerAddress, "g1", "room.vendor:v1");
        await using var gateway = await FakeGateway.StartAsync(stack.BrokerAddress, "g2");
        await gateway.SendAsync(gateway.Open("c1", "v1", "socket-io"), gateway.Open("c2", "v1", "socket-io"));
        await StatusAsync(client, "v1", true, "g2", "c1");
        await StatusAsync(client, "v1", true, "g2", "c2");
        await PutAsync(client, ("v1", 10, 20));
        (await NearAsync(client, "9,19", "11,21")).ShouldBe(["v1"]);
        await StatusAsync(client, "v1", false, "g2", "c1");
        (await NearAsync(client, "9,19", "11,21")).ShouldBe(["v1"]);

        await Eventually.Async(async () => (await NearAsync(client, "9,19", "11,21")).Length == 0);
        await Eventually.Async(() => follower.Received.Count(entry => entry.Type == "vendor_status_changed") == 2);
        follower.Received.Where(entry => entry.Type == "vendor_status_changed").Select(entry => Data(entry).GetProperty("is_online").GetBoolean()).ShouldBe([true, false]);
    }

    private static JsonElement[] Moves(FakeGateway follower) => [.. follower.Received.Where(entry => entry.Type == "vendor_location_changed").Select(Data)];

    private static JsonElement Data(BatchEntry entry) => JsonElement.Parse(entry.Data.Span);

    private static async Task PutAsync(HttpClient client, params (string Vendor, double Lat, double Lng)[] positions)
    {
        var body = positions.Select(position => new { vendor_id = position.Vendor, lat = position.Lat, lng = position.Lng, at = DateTimeOffset.UtcNow });
        (await client.PostAsJsonAsync("/internal/locations/positions", body)).EnsureSuccessStatusCode();
    }

    private static async Task StatusAsync(HttpClient client, string vendor, bool online, string gateway, string connection) =>
        (await client.PostAsJsonAsync("/internal/locations/status", new { vendor_id = vendor, online, gateway_id = gateway, connection_id = connection })).EnsureSuccessStatusCode();

    private static async Task<string[]> NearAsync(HttpClient client, string sw, string ne, int limit = 100)
    {
        var answer = await client.GetFromJsonAsync<JsonElement>($"/api/v1/vendors?sw={sw}&ne={ne}&limit={limit}");
        return [.. answer.GetProperty("vendors").EnumerateArray().Select(vendor => vendor.GetProperty("vendor_id").GetString()!)];
    }
}
