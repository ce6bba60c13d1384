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
        var group = routes.MapGroup("/api/v1/dead-letters");
        group.MapGet("", ListAsync).RequireScope(Scopes.Admin);
        group.MapPost("/redrive", RedriveAsync).RequireScope(Scopes.Admin);
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
