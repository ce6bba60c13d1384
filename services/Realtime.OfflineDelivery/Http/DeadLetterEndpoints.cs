using Realtime.Contracts.Wire;
using Realtime.Messaging.Connections;
using Realtime.OfflineDelivery.Ingress;
using Realtime.ServiceDefaults.Http;

namespace Realtime.OfflineDelivery.Http;

/// <summary>Messages that could not be understood.</summary>
internal static class DeadLetterEndpoints
{
    private const int Default = 50;
    private const int Max = 1000;

    public static IEndpointRouteBuilder MapDeadLetters(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/dead-letters").RequireScope(Scopes.Admin).WithTags("dead letters");
        group.MapGet("", ListAsync).Describe("ListDeadLetters", "Messages from the bus that could not be understood, and why", static operation => operation
            .Parameter("limit", "At most so many, up to 1,000.", "50")
            .Returns("The oldest.", new DeadLetterList(1, [new DeadLetter("The body is no JSON object.", "room.chat:lobby", "application/json", new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), "{\"type\":")]))
            .Fails(400, "invalid_input", "limit must be positive."));
        group.MapPost("/redrive", RedriveAsync).Describe("RedriveDeadLetters", "Publish the oldest dead letters again", static operation => operation
            .Description("Those that are still wrong come back.")
            .Parameter("limit", "At most so many, up to 1,000.", "50")
            .Returns("How many were published.", new Redriven(1))
            .Fails(400, "invalid_input", "limit must be positive."));
        return routes;
    }

    private static async Task<IResult> ListAsync(int? limit, BrokerConnection broker, DeadLetters letters, CancellationToken cancellationToken)
    {
        if (limit is <= 0)
        {
            return Fields.Invalid("limit", "must be positive.");
        }

        return broker.IsConnected
            ? TypedResults.Json(await letters.ListAsync(Math.Min(limit ?? Default, Max), cancellationToken), DeliveryJsonContext.Default.DeadLetterList)
            : RealtimeProblems.Unavailable();
    }

    private static async Task<IResult> RedriveAsync(int? limit, BrokerConnection broker, DeadLetters letters, CancellationToken cancellationToken)
    {
        if (limit is <= 0)
        {
            return Fields.Invalid("limit", "must be positive.");
        }

        var redriven = broker.IsConnected ? await letters.RedriveAsync(Math.Min(limit ?? Max, Max), cancellationToken) : null;
        return redriven is { } count ? TypedResults.Json(new Redriven(count), DeliveryJsonContext.Default.Redriven) : RealtimeProblems.Unavailable();
    }
}
