using Microsoft.AspNetCore.Http.HttpResults;
using Realtime.Contracts.Rooms;
using Realtime.Presence.Security;
using Realtime.Presence.Tracking;

namespace Realtime.Presence.Locations;

/// <summary>Vendors' positions: written by the gateways, read by gateways and, with a token, by anybody.</summary>
internal static class LocationEndpoints
{
    private const int MaxPositions = 1_000;
    private const int MaxIdLength = 200;

    public static RouteGroupBuilder MapInternalLocations(this RouteGroupBuilder group)
    {
        group.MapPost("/locations/positions", PutAsync);
        group.MapPost("/locations/status", SetStatusAsync);
        group.MapGet("/locations/vendors", NearAsync);
        return group;
    }

    public static IEndpointRouteBuilder MapVendors(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/vendors", NearAsync).RequireAuthorization().AddEndpointFilter<RouteHandlerBuilder, DatabaseFilter>().WithName("GetVendors").WithTags("locations");
        return routes;
    }

    private static async Task<Results<Ok<PositionsAccepted>, ProblemHttpResult>> PutAsync(IReadOnlyList<VendorPosition> positions, LocationService locations, CancellationToken cancellationToken)
    {
        if (positions.Count is 0 or > MaxPositions)
        {
            return Fields.Invalid("positions", $"must be 1 to {MaxPositions}");
        }

        foreach (var position in positions)
        {
            if (GeoRules.WrongField(position) is { } field)
            {
                return Fields.Invalid(field, "is missing or out of bounds");
            }
        }

        return TypedResults.Ok(new PositionsAccepted(await locations.PutAsync(positions, cancellationToken)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> SetStatusAsync(VendorStatus status, LocationService locations, CancellationToken cancellationToken)
    {
        var wrong = !UserId.IsValid(status.VendorId) ? "vendor_id"
            : status.Online is null ? "online"
            : !ChangeRules.IsPlain(status.GatewayId, MaxIdLength) ? "gateway_id"
            : !ChangeRules.IsPlain(status.ConnectionId, MaxIdLength) ? "connection_id"
            : null;
        if (wrong is not null)
        {
            return Fields.Invalid(wrong, "is missing or out of bounds");
        }

        await locations.SetStatusAsync(status, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<VendorsNear>, ProblemHttpResult>> NearAsync(LocationStore store, CancellationToken cancellationToken, string? sw = null, string? ne = null, int? limit = null)
    {
        var (box, wrong) = GeoRules.ParseBox(sw, ne);
        if (wrong is not null)
        {
            return Fields.Invalid(wrong, wrong == "ne" ? "must be lat,lng in degrees, not south of sw" : "must be lat,lng in degrees");
        }

        return limit < 1 ? Fields.Invalid("limit", "must be at least 1") : TypedResults.Ok(await store.NearAsync(box, limit, cancellationToken));
    }
}
