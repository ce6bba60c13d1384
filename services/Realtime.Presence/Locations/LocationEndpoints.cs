using Microsoft.AspNetCore.Http.HttpResults;
using Realtime.Contracts.Locations;
using Realtime.Contracts.Rooms;
using Realtime.Presence.Diagnostics;
using Realtime.Presence.Security;
using Realtime.ServiceDefaults.Databases;

namespace Realtime.Presence.Locations;

/// <summary>Vendors' positions: written by the gateways, read by gateways and, with a token, by anybody.</summary>
internal static class LocationEndpoints
{
    private const int MaxPositions = 1_000;

    public static RouteGroupBuilder MapInternalLocations(this RouteGroupBuilder group)
    {
        group.MapPost("/locations/vendors", PutAsync);
        group.MapPost("/locations/query", QueryAsync);
        group.MapPost("/locations/remove", RemoveAsync);
        return group;
    }

    public static IEndpointRouteBuilder MapVendors(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/vendors", NearAsync).RequireAuthorization().AddEndpointFilter<RouteHandlerBuilder, DatabaseFilter>().WithTags("locations")
            .Describe("GetVendors", "The vendors in a box, nearest to its centre first", static operation => operation
                .Parameter("sw", "South-west corner: latitude,longitude in degrees.", "52.45,13.25")
                .Parameter("ne", "North-east corner.", "52.55,13.50")
                .Parameter("limit", "At most so many.", "50")
                .Returns("The vendors.", new VendorsNear([new VendorNear("vendor-7", 52.5, 13.4, new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), 1_710.4)]))
                .Fails(400, "invalid_input", "sw must be lat,lng in degrees"));
        return routes;
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> PutAsync(IReadOnlyList<VendorPosition> positions, LocationStore store, PresenceMetrics metrics, CancellationToken cancellationToken)
    {
        if (positions.Count is 0 or > MaxPositions)
        {
            return Fields.Invalid("vendors", $"must be 1 to {MaxPositions}");
        }

        if (positions.Select(GeoRules.WrongField).FirstOrDefault(field => field is not null) is { } field)
        {
            return Fields.Invalid(field, "is missing or out of bounds");
        }

        var accepted = await store.PutAsync(positions, cancellationToken);
        metrics.Positions("accepted", accepted);
        metrics.Positions("outdated", positions.Count - accepted);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<IReadOnlyList<VendorPosition>>, ProblemHttpResult>> QueryAsync(LocationQuery query, LocationStore store, CancellationToken cancellationToken)
    {
        var box = new GeoBox(query.South, query.West, query.North, query.East);
        if (box.WrongField is { } field)
        {
            return Fields.Invalid(field, "is out of bounds");
        }

        var near = await store.NearAsync(box, query.Limit, cancellationToken);
        return TypedResults.Ok<IReadOnlyList<VendorPosition>>([.. near.Select(vendor => new VendorPosition(vendor.VendorId, vendor.Lat, vendor.Lng, vendor.At))]);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(RemoveVendor vendor, LocationStore store, CancellationToken cancellationToken)
    {
        if (!UserId.IsValid(vendor.VendorId))
        {
            return Fields.Invalid("vendor_id", "is missing or out of bounds");
        }

        await store.RemoveAsync(vendor.VendorId, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<VendorsNear>, ProblemHttpResult>> NearAsync(LocationStore store, CancellationToken cancellationToken, string? sw = null, string? ne = null, int? limit = null)
    {
        var (box, wrong) = GeoRules.ParseBox(sw, ne);
        if (wrong is not null)
        {
            return Fields.Invalid(wrong, wrong == "ne" ? "must be lat,lng in degrees, not south of sw" : "must be lat,lng in degrees");
        }

        return limit < 1 ? Fields.Invalid("limit", "must be at least 1") : TypedResults.Ok(new VendorsNear(await store.NearAsync(box, limit, cancellationToken)));
    }
}
